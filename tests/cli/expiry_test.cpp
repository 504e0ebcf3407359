#include "cli/expiry.h"

#include <gtest/gtest.h>

#include "cli/failure.h"

namespace muster::cli {
namespace {

const std::chrono::system_clock::time_point now{std::chrono::milliseconds(1'795'439'360'123)};

TEST(ExpiryTime, AddsDaysToNow) { EXPECT_EQ(expiry_time("90d", now), "2027-02-21T13:09:20.123Z"); }
TEST(ExpiryTime, AddsHoursToNow) { EXPECT_EQ(expiry_time("12h", now), "2026-11-24T01:09:20.123Z"); }
TEST(ExpiryTime, TakesATimeAsItIs) {
  EXPECT_EQ(expiry_time("2027-01-31T00:00:00Z", now), "2027-01-31T00:00:00Z");
}
TEST(ExpiryTime, RefusesAnythingElse) {
  for (const char* text : {"", "90", "d", "-1d", "0d", "1y", "99999999999999w", "tomorrow"}) {
    EXPECT_THROW(expiry_time(text, now), Failure) << text;
  }
}

}  // namespace
}  // namespace muster::cli
