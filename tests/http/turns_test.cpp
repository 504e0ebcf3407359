#include "http/turns.h"

#include <gtest/gtest.h>

namespace muster::http {
namespace {

TEST(Turns, GivesAsManyAsTheLimitToEachKeyByItself) {
  Turns turns(2);
  const auto first = turns.take("a");
  const auto second = turns.take("a");
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(turns.take("a"));
  EXPECT_TRUE(turns.take("b"));
}

TEST(Turns, GivesATurnAgainOnceItIsOver) {
  Turns turns(1);
  auto only = turns.take("a");
  auto moved = std::move(only);
  only.reset();
  EXPECT_FALSE(turns.take("a"));
  moved.reset();
  EXPECT_TRUE(turns.take("a"));
}

}  // namespace
}  // namespace muster::http
