#include "registry/device_day.h"

#include <gtest/gtest.h>

namespace muster::registry {
namespace {

constexpr Day monday{std::chrono::days{20'000}};

CountedDay on(int day, DeviceTally tally) { return {monday + std::chrono::days{day}, tally}; }

TEST(DeviceTally, TellsWhatItMakesOfTheStates) {
  const DeviceTally tally{.accepted = 100,
                          .registered = 60,
                          .failed = 20,
                          .cancelled = 5,
                          .retried = 7,
                          .enrolled = 30,
                          .removed_failed = 1,
                          .removed_registered = 2,
                          .removed_enrolled = 3,
                          .seen = 44};
  EXPECT_EQ(tally.change(),
            (StoredCounts{.pending = 15, .failed = 12, .registered = 28, .enrolled = 27}));
  EXPECT_EQ(tally.removed(), 6);
}

TEST(DaysBetween, DrawsEachDaysEndFromWhatIsNow) {
  const std::vector counted = {on(0, {.accepted = 10}), on(2, {.registered = 8, .failed = 2}),
                               on(3, {.enrolled = 5, .seen = 5})};
  const StoredCounts now{.pending = 0, .failed = 2, .registered = 3, .enrolled = 5};
  const auto days = days_between(monday, monday + std::chrono::days{3}, counted, now);
  ASSERT_EQ(days.size(), 4U);
  EXPECT_EQ(days[0].states, (StoredCounts{.pending = 10}));
  EXPECT_EQ(days[1].states, (StoredCounts{.pending = 10}));
  EXPECT_EQ(days[1].tally, DeviceTally{});
  EXPECT_EQ(days[2].states, (StoredCounts{.failed = 2, .registered = 8}));
  EXPECT_EQ(days[3].states, now);
  EXPECT_EQ(days[3].tally.seen, 5);
  EXPECT_EQ(days[3].day, monday + std::chrono::days{3});
}

TEST(DaysBetween, KnowsThatACustomerHadNothingBeforeItsFirstDay) {
  const auto days = days_between(monday - std::chrono::days{1}, monday,
                                 std::vector{on(0, {.accepted = 1})}, {.pending = 1});
  EXPECT_EQ(days[0].states, StoredCounts{});
}

TEST(DaysBetween, SaysNothingOfTheTimeInWhichNobodyCounted) {
  // Of these 7, 4 were there before days were counted.
  const auto days = days_between(monday - std::chrono::days{1}, monday,
                                 std::vector{on(0, {.accepted = 3})}, {.pending = 7});
  EXPECT_EQ(days[0].states, std::nullopt);
  EXPECT_EQ(days[1].states, (StoredCounts{.pending = 7}));
}

TEST(DaysBetween, LeavesOutDaysThatAreYetToCome) {
  // As after a clock that was wrong.
  const std::vector counted = {on(0, {.accepted = 3}), on(5, {.accepted = 4})};
  const auto days = days_between(monday, monday, counted, {.pending = 7});
  ASSERT_EQ(days.size(), 1U);
  EXPECT_EQ(days[0].states, (StoredCounts{.pending = 3}));
}

}  // namespace
}  // namespace muster::registry
