#include "cli/nearest.h"

#include <gtest/gtest.h>

namespace muster::cli {
namespace {

const std::vector<std::string> commands{"list", "show", "rows", "results", "retry", "cancel"};

TEST(EditDistance, CountsASwapOfNeighboursAsOne) { EXPECT_EQ(edit_distance("lsit", "list"), 1U); }
TEST(EditDistance, IgnoresLetterCase) { EXPECT_EQ(edit_distance("LIST", "list"), 0U); }
TEST(EditDistance, OfNothingIsTheLength) { EXPECT_EQ(edit_distance("", "list"), 4U); }

TEST(Nearest, FindsAWordWithAMissingLetter) { EXPECT_EQ(nearest("lst", commands), "list"); }
TEST(Nearest, FindsAWordByItsBeginning) { EXPECT_EQ(nearest("res", commands), "results"); }
TEST(Nearest, FindsNothingWhenAllDiffersTooMuch) {
  EXPECT_EQ(nearest("publish", commands), std::nullopt);
}
TEST(Nearest, FindsNothingForALetterThatMatchesNothing) {
  EXPECT_EQ(nearest("x", std::vector<std::string>{"y"}), std::nullopt);
}

}  // namespace
}  // namespace muster::cli
