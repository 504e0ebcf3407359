#include "registry/text_order.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <string>

namespace muster::registry {
namespace {

std::vector<std::string> in_order(const std::vector<std::string>& texts) {
  std::vector<std::uint32_t> indexes(texts.size());
  std::iota(indexes.begin(), indexes.end(), 0U);
  sort_by_text(indexes, [&](std::uint32_t i) -> std::string_view { return texts[i]; });
  std::vector<std::string> sorted;
  for (const auto i : indexes) sorted.push_back(texts[i]);
  return sorted;
}

TEST(TextOrder, IsThatOfTheBytes) {
  using namespace std::string_literals;
  std::vector<std::string> texts = {"",   "a",     "a\0"s,     "a\0b"s,     "b",
                                    "ab", "\xC3",  "\x7F",     "abcdefgh1", "abcdefgh",
                                    "A",  "a\xFF", "abcdefgh0"};
  auto sorted = texts;
  std::ranges::sort(sorted);
  EXPECT_EQ(in_order(texts), sorted);
}

TEST(TextOrder, LooksBehindWhatAllHaveInCommon) {
  std::mt19937 random(7);
  std::vector<std::string> texts;
  for (int i = 0; i < 3000; ++i) {
    texts.push_back("CONTOSO-LAPTOP-" + std::to_string(random() % 2000));
  }
  auto sorted = texts;
  std::ranges::sort(sorted);
  EXPECT_EQ(in_order(texts), sorted);
}

TEST(TextOrder, KeepsTheEarlierOfEqualOnesFirst) {
  const std::vector<std::string> texts = {"same-serial", "same-serial", "other", "same-serial"};
  std::vector<std::uint32_t> indexes = {3, 2, 1, 0};
  sort_by_text(indexes, [&](std::uint32_t i) -> std::string_view { return texts[i]; });
  EXPECT_EQ(indexes, (std::vector<std::uint32_t>{2, 0, 1, 3}));
}

}  // namespace
}  // namespace muster::registry
