#pragma once
// Sorting many indexes by the texts or keys that they stand for. Comparing through an index, a row
// and a string misses the cache three times a step; the first bytes that differ, held beside the
// index, settle nearly every comparison without looking.

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace muster::registry {

/// Up to 8 bytes from `at` on as a number that compares as they do; an end counts as zeros.
inline std::uint64_t leading_bytes(std::string_view text, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = at; i < at + 8; ++i) {
    number = number << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return number;
}

/// Orders `indexes` by the bytes of `text_of(index)`; equal ones by index.
template <class TextOf>
void sort_by_text(std::vector<std::uint32_t>& indexes, TextOf text_of) {
  if (indexes.empty()) return;
  struct Item {
    std::uint64_t leading;
    std::uint32_t index;
  };
  // Serial numbers of one maker often begin alike.
  const std::string_view first = text_of(indexes.front());
  std::size_t alike = first.size();
  for (const auto index : indexes) {
    const std::string_view text = text_of(index);
    const auto most = std::min(alike, text.size());
    alike = static_cast<std::size_t>(
        std::mismatch(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(most),
                      text.begin())
            .first -
        first.begin());
  }
  std::vector<Item> items;
  items.reserve(indexes.size());
  for (const auto index : indexes) items.push_back({leading_bytes(text_of(index), alike), index});
  std::ranges::sort(items, [&](const Item& a, const Item& b) {
    if (a.leading != b.leading) return a.leading < b.leading;
    const std::string_view text_a = text_of(a.index);
    const std::string_view text_b = text_of(b.index);
    return text_a != text_b ? text_a < text_b : a.index < b.index;
  });
  std::ranges::transform(items, indexes.begin(), &Item::index);
}

}  // namespace muster::registry
