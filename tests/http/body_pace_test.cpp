#include "http/body_pace.h"

#include <gtest/gtest.h>

namespace muster::http {
namespace {

using namespace std::chrono_literals;

constexpr PaceLimits limits{.silence = 10s, .grace = 20s, .window = 10s, .bytes_per_second = 1000};

TEST(BodyPace, GivesUpAClientThatIsSilentForLong) {
  BodyPace pace(limits);
  EXPECT_EQ(pace.patience(), 10s);
  EXPECT_TRUE(pace.waited(6s, 0));
  EXPECT_EQ(pace.patience(), 4s);
  EXPECT_FALSE(pace.waited(4s, 0));
}

TEST(BodyPace, ForgetsASilenceOnceSomethingCame) {
  BodyPace pace(limits);
  EXPECT_TRUE(pace.waited(9s, 0));
  EXPECT_TRUE(pace.waited(0s, 1));
  EXPECT_TRUE(pace.waited(9s, 0));
}

/// A byte each second: how many seconds until it is given up?
int seconds_of_trickling(const PaceLimits& of) {
  BodyPace pace(of);
  for (int second = 1; second <= 100; ++second) {
    if (!pace.waited(1s, 1)) return second;
  }
  return 0;
}

TEST(BodyPace, GivesUpATrickleInTheFirstWindowAfterTheGrace) {
  EXPECT_EQ(seconds_of_trickling(limits), 30);
}

TEST(BodyPace, TakesAnyRateWhereNoneIsAskedFor) {
  auto any = limits;
  any.bytes_per_second = 0;
  EXPECT_EQ(seconds_of_trickling(any), 0);
}

TEST(BodyPace, TakesTheLeastRateForEverAndOneByteLessNot) {
  BodyPace enough(limits);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(enough.waited(5s, 5000)) << i;
  BodyPace less(limits);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(less.waited(5s, 4999)) << i;
  EXPECT_FALSE(less.waited(5s, 5000));
}

TEST(BodyPace, CountsOnlyTheTimeThatTheServerWaited) {
  BodyPace pace(limits);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(pace.waited(0s, 1)) << i;
  EXPECT_EQ(pace.patience(), 10s);
}

}  // namespace
}  // namespace muster::http
