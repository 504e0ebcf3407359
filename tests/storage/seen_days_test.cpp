#include "storage/seen_days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/a_store.h"

namespace muster::storage {
namespace {

using registry::DeviceTally;
using registry::OrganisationId;
using registry::RegistrationId;
using registry::Time;
using std::chrono::days;
using std::chrono::hours;
using testing::ElementsAre;

/// A customer's registered devices, one row each of one batch.
class Seen : public AStore {
 protected:
  void SetUp() override {
    AStore::SetUp();
    customer_ = a_customer();
    partner_ = an_organisation(registry::OrganisationKind::partner);
  }

  std::vector<RegistrationId> registered(std::uint32_t count) {
    auto writer = store->batches().receive({.customer = customer_, .created_by = partner_});
    std::vector<registry::PendingRow> rows(count);
    std::vector<RegistrationId> ids;
    for (std::uint32_t i = 0; i < count; ++i) {
      rows[i].id = registry::registration_of(writer->id(), i + 2);
      rows[i].serial_number = "S" + std::to_string(i);
      ids.push_back(rows[i].id);
    }
    writer->add(rows);
    const auto batch = writer->accept({}, std::nullopt).id;
    const auto chunk = store->batches().take_chunk(registry::BatchId{batch.value - 1}).value();
    std::vector<registry::Decided> decided(count);
    for (std::uint32_t i = 0; i < count; ++i) decided[i].id = ids[i];
    EXPECT_TRUE(store->batches().record(chunk, decided, {}));
    return ids;
  }

  /// Enrols with a key; returns its number.
  std::int64_t enrol(RegistrationId id) {
    EXPECT_TRUE(store->devices().check_in(customer_, id, clock.now()));
    EXPECT_TRUE(
        store->enrolments().enrol(customer_, id, identity::Ed25519PublicKey{}, clock.now()));
    return store->enrolments().key_of(customer_, id)->number;
  }

  bool check_in(RegistrationId id, std::int64_t key, Time seen_at) {
    const std::vector<registry::SignedCheckIn> one = {{customer_, id, key, seen_at, seen_at}};
    return store->enrolments().check_in(one).at(0);
  }

  registry::Day today() const { return registry::day_of(clock.now()); }
  std::vector<registry::Day> days_of(RegistrationId id) {
    return store->histories().sightings(customer_, id).days;
  }
  DeviceTally tally_of(registry::Day day, std::optional<OrganisationId> registered_by = {}) {
    return store->histories().days(customer_, day, day, registered_by).at(0).tally;
  }

  OrganisationId customer_;
  OrganisationId partner_;
};

TEST(SeenDays, ReadTheHighestBitAsTheDayOfTheLastTime) {
  const Time last{days{20'000} + hours{5}};
  const registry::Day day{days{20'000}};
  EXPECT_THAT(seen_days_from(newest_seen_day, last), ElementsAre(day));
  EXPECT_THAT(seen_days_from(newest_seen_day | (1 << 27) | 1, last),
              ElementsAre(day, day - days{3}, day - days{30}));
}

TEST_F(Seen, OnceADayHoweverOften) {
  const auto id = registered(1).front();
  const auto key = enrol(id);
  const auto first = today();
  for (int i = 1; i <= 3; ++i)
    EXPECT_TRUE(check_in(id, key, clock.now() + std::chrono::minutes{i}));
  EXPECT_EQ(tally_of(first).seen, 1);
  EXPECT_EQ(tally_of(first).enrolled, 1);
  clock.advance(days{3});
  EXPECT_TRUE(check_in(id, key, clock.now()));
  EXPECT_TRUE(check_in(id, key, clock.now() + std::chrono::minutes{1}));
  EXPECT_EQ(tally_of(today()).seen, 1);
  EXPECT_THAT(days_of(id), ElementsAre(today(), first));
}

TEST_F(Seen, RemembersAMonth) {
  const auto id = registered(1).front();
  const auto key = enrol(id);
  for (int i = 0; i < 40; ++i) {
    clock.advance(days{1});
    EXPECT_TRUE(check_in(id, key, clock.now()));
  }
  EXPECT_EQ(days_of(id).size(), 31U);
  EXPECT_EQ(days_of(id).back(), today() - days{30});
  clock.advance(days{500});
  EXPECT_TRUE(check_in(id, key, clock.now()));
  EXPECT_THAT(days_of(id), ElementsAre(today()));
}

TEST_F(Seen, CountsForWhoeverRegisteredIt) {
  const auto theirs = registered(3);
  const auto partner = std::exchange(partner_, customer_);
  const auto own = registered(1);
  for (const auto id : theirs) enrol(id);
  enrol(own.front());
  EXPECT_EQ(tally_of(today()).seen, 4);
  EXPECT_EQ(tally_of(today(), partner).seen, 3);
  EXPECT_EQ(tally_of(today(), customer_).seen, 1);
}

TEST_F(Seen, TakesNoReplayForAVisit) {
  const auto id = registered(1).front();
  const auto key = enrol(id);
  const auto signed_at = clock.now() + std::chrono::minutes{1};
  EXPECT_TRUE(check_in(id, key, signed_at));
  clock.advance(days{1});
  EXPECT_FALSE(check_in(id, key, signed_at));
  EXPECT_EQ(tally_of(today()).seen, 0);
}

TEST_F(Seen, StaysWhereItWasWhenTheClockGoesBack) {
  const auto id = registered(1).front();
  const auto key = enrol(id);
  const auto seen = clock.now() + hours{1};
  EXPECT_TRUE(check_in(id, key, seen));
  const std::vector<registry::SignedCheckIn> earlier = {
      {customer_, id, key, seen + hours{1}, seen - days{2}}};
  EXPECT_TRUE(store->enrolments().check_in(earlier).at(0));
  EXPECT_EQ(store->histories().sightings(customer_, id).last_at, seen);
  EXPECT_THAT(days_of(id), ElementsAre(registry::day_of(seen)));
}

TEST_F(Seen, AlsoByCheckInsWithoutAKey) {
  const auto id = registered(1).front();
  EXPECT_TRUE(store->devices().check_in(customer_, id, clock.now()));
  EXPECT_TRUE(store->devices().check_in(customer_, id, clock.now() + hours{1}));
  EXPECT_EQ(tally_of(today()).seen, 1);
  clock.advance(days{1});
  EXPECT_TRUE(store->devices().check_in(customer_, id, clock.now()));
  EXPECT_EQ(tally_of(today()).seen, 1);
  EXPECT_THAT(days_of(id), ElementsAre(today(), today() - days{1}));
}

}  // namespace
}  // namespace muster::storage
