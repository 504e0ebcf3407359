#include "http/token_bucket.h"

#include <gtest/gtest.h>

namespace muster::http {
namespace {

using namespace std::chrono_literals;

constexpr Rate rate{.per_second = 2, .burst = 4};
const TokenBucket::Time noon{12h};

int taken(TokenBucket& bucket, TokenBucket::Time now) {
  int count = 0;
  while (bucket.take(rate, now)) ++count;
  return count;
}

TEST(TokenBucket, BeginsFullAndGivesNoMoreThanItHolds) {
  TokenBucket bucket(rate, noon);
  EXPECT_EQ(taken(bucket, noon), 4);
}

TEST(TokenBucket, FillsAtItsRateUpToItsBrim) {
  TokenBucket bucket(rate, noon);
  taken(bucket, noon);
  EXPECT_EQ(taken(bucket, noon + 499ms), 0);
  EXPECT_EQ(taken(bucket, noon + 500ms), 1);
  EXPECT_EQ(taken(bucket, noon + 1500ms), 2);
  EXPECT_EQ(taken(bucket, noon + 1h), 4);
}

TEST(TokenBucket, LosesNothingToBeingAskedOften) {
  TokenBucket bucket(rate, noon);
  taken(bucket, noon);
  int count = 0;
  for (auto now = noon; now < noon + 10s; now += 10ms) count += taken(bucket, now);
  EXPECT_EQ(count, 19);
}

TEST(TokenBucket, GainsNothingFromAClockThatGoesBack) {
  TokenBucket bucket(rate, noon);
  taken(bucket, noon);
  EXPECT_EQ(taken(bucket, noon - 1h), 0);
  EXPECT_EQ(taken(bucket, noon), 0);
}

TEST(TokenBucket, OwesWhatWasSpentElsewhereAndIsNotThere) {
  TokenBucket bucket(rate, noon);
  taken(bucket, noon);
  bucket.spend(rate, 3, noon);
  EXPECT_DOUBLE_EQ(bucket.level(), -3);
  EXPECT_DOUBLE_EQ(bucket.seconds_to_next(rate), 2);
  EXPECT_EQ(taken(bucket, noon + 1999ms), 0);
  EXPECT_EQ(taken(bucket, noon + 2000ms), 1);
}

TEST(TokenBucket, SaysWhenThereIsATokenAndWhenItIsFull) {
  TokenBucket bucket(rate, noon);
  EXPECT_DOUBLE_EQ(bucket.seconds_to_full(rate), 0);
  taken(bucket, noon);
  EXPECT_DOUBLE_EQ(bucket.seconds_to_next(rate), 0.5);
  EXPECT_DOUBLE_EQ(bucket.seconds_to_full(rate), 2);
}

}  // namespace
}  // namespace muster::http
