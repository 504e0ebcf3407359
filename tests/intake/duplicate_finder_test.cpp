#include "intake/duplicate_finder.h"

#include <gtest/gtest.h>

namespace muster::intake {
namespace {

const identity::IdentityKeyer keyer{identity::IdentityKeyer::Secret{5}};

identity::IdentityKey key_of(std::uint32_t n) { return keyer.of("M", "P", std::to_string(n)); }

TEST(DuplicateFinder, FindsTheFirstRowOfEachKeyAmongMany) {
  DuplicateFinder finder;
  constexpr std::uint32_t rows = 200'000;
  for (std::uint32_t n = 2; n < rows; ++n) ASSERT_FALSE(finder.first_row_of(key_of(n), n)) << n;
  for (std::uint32_t n = 2; n < rows; n += 97) {
    EXPECT_EQ(finder.first_row_of(key_of(n), rows + n), n);
  }
}

TEST(DuplicateFinder, KeepsTheFirstOfThree) {
  DuplicateFinder finder;
  EXPECT_FALSE(finder.first_row_of(key_of(1), 2));
  EXPECT_EQ(finder.first_row_of(key_of(1), 3), 2);
  EXPECT_EQ(finder.first_row_of(key_of(1), 4), 2);
}

}  // namespace
}  // namespace muster::intake
