#include "security/attempt_delay.h"

#include <gtest/gtest.h>

namespace muster::security {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const registry::Time failed_at{milliseconds{1'700'000'000'000}};

TEST(AttemptDelay, LeavesTheFirstAttemptsFree) {
  for (unsigned failures = 0; failures < 5; ++failures) {
    EXPECT_EQ(retry_after(failures, failed_at, failed_at), milliseconds(0)) << failures;
  }
}

TEST(AttemptDelay, DoublesUpToAQuarterOfAnHour) {
  EXPECT_EQ(retry_after(5, failed_at, failed_at), seconds(1));
  EXPECT_EQ(retry_after(6, failed_at, failed_at), seconds(2));
  EXPECT_EQ(retry_after(7, failed_at, failed_at), seconds(4));
  EXPECT_EQ(retry_after(14, failed_at, failed_at), seconds(512));
  EXPECT_EQ(retry_after(15, failed_at, failed_at), minutes(15));
  EXPECT_EQ(retry_after(4'000'000'000U, failed_at, failed_at), minutes(15));
}

TEST(AttemptDelay, PassesWithTime) {
  EXPECT_EQ(retry_after(7, failed_at, failed_at + seconds(3)), seconds(1));
  EXPECT_EQ(retry_after(7, failed_at, failed_at + milliseconds(3999)), milliseconds(1));
  EXPECT_EQ(retry_after(7, failed_at, failed_at + seconds(4)), milliseconds(0));
}

TEST(AttemptDelay, IsNoLongerWhenTheClockWasSetBack) {
  EXPECT_EQ(retry_after(7, failed_at, failed_at - hours(1000)), seconds(4));
}

TEST(AttemptDelay, ForgivesAfterADay) {
  EXPECT_EQ(failures_after_another(20, failed_at, failed_at + hours(24)), 1U);
  EXPECT_EQ(failures_after_another(20, failed_at, failed_at + hours(24) - milliseconds(1)), 21U);
  EXPECT_EQ(failures_after_another(0, registry::Time{}, failed_at), 1U);
  EXPECT_EQ(failures_after_another(~0U, failed_at, failed_at), ~0U);
}

}  // namespace
}  // namespace muster::security
