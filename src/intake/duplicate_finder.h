#pragma once
// Finds rows of one file that mean the same device, without keeping the rows.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "identity/identity_key.h"

namespace muster::intake {

/// Remembers, for each key, the row where it came first: in 72 bits a key (a fingerprint of 48 and
/// a row of 24), in 64 tables that grow one by one, so 5,000,000 rows take 72 MiB at most. Two keys
/// of such a file have one fingerprint with a chance of 1 in 1,000: whoever acts on the answer
/// compares the values, where he can. Used by one thread.
class DuplicateFinder {
 public:
  /// The earlier row with this key, or nullopt when `row` is the first. 1 <= row < 2^24.
  std::optional<std::uint32_t> first_row_of(const identity::IdentityKey& key, std::uint32_t row);

 private:
  /// Open addressing with linear probing; 0 is an empty slot. The size is a power of two.
  struct Table {
    std::vector<std::uint64_t> slots;  ///< 40 bits of fingerprint, 24 of row
    std::vector<std::uint8_t> checks;  ///< 8 more bits of fingerprint
    std::size_t used = 0;
    void resize(std::size_t size);
    /// The slot of this fingerprint, or the empty one where it belongs.
    std::size_t find(std::uint64_t entry, std::uint8_t check) const;
  };
  static void grow(Table& table);

  std::array<Table, 64> tables_;
};

}  // namespace muster::intake
