#include "intake/duplicate_finder.h"

#include <cstring>
#include <utility>

namespace muster::intake {
namespace {

constexpr int row_bits = 24;
constexpr std::uint64_t row_mask = (std::uint64_t{1} << row_bits) - 1;
constexpr std::size_t first_size = 64;

}  // namespace

void DuplicateFinder::Table::resize(std::size_t size) {
  slots.assign(size, 0);
  checks.assign(size, 0);
}

std::size_t DuplicateFinder::Table::find(std::uint64_t entry, std::uint8_t check) const {
  // Its place follows from the fingerprint itself, so that a table can grow without the keys.
  const std::size_t mask = slots.size() - 1;
  std::size_t at = static_cast<std::size_t>(entry >> row_bits) & mask;
  while (slots[at] != 0 && (((slots[at] ^ entry) & ~row_mask) != 0 || checks[at] != check)) {
    at = (at + 1) & mask;
  }
  return at;
}

std::optional<std::uint32_t> DuplicateFinder::first_row_of(const identity::IdentityKey& key,
                                                           std::uint32_t row) {
  std::uint64_t fingerprint = 0;
  std::memcpy(&fingerprint, key.bytes.data(), sizeof fingerprint);
  auto& table = tables_[key.bytes[8] & 63U];
  if (table.used * 5 >= table.slots.size() * 4) grow(table);

  const std::uint64_t entry = (fingerprint & ~row_mask) | row;
  const std::uint8_t check = key.bytes[9];
  const auto at = table.find(entry, check);
  if (table.slots[at] != 0) return static_cast<std::uint32_t>(table.slots[at] & row_mask);
  table.slots[at] = entry;
  table.checks[at] = check;
  ++table.used;
  return std::nullopt;
}

void DuplicateFinder::grow(Table& table) {
  Table larger;
  larger.used = table.used;
  larger.resize(table.slots.empty() ? first_size : table.slots.size() * 2);
  for (std::size_t i = 0; i < table.slots.size(); ++i) {
    if (table.slots[i] == 0) continue;
    const auto at = larger.find(table.slots[i], table.checks[i]);
    larger.slots[at] = table.slots[i];
    larger.checks[at] = table.checks[i];
  }
  table = std::move(larger);
}

}  // namespace muster::intake
