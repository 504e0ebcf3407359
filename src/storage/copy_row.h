#pragma once
// A row between two engines, the one form in which both are compared, and checksums of tables.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "storage/sql.h"

namespace muster::storage {

using CopyBlob = std::vector<std::uint8_t>;
using CopyValue = std::variant<std::monostate, std::int64_t, std::string, CopyBlob>;
using CopyRow = std::vector<CopyValue>;

enum class CopyType : std::uint8_t { integer, text, blob };

/// The value of a column of this row, as its type says.
CopyValue value_at(const Statement& row, int column, CopyType type);
void bind_value(Statement& statement, int parameter, const CopyValue& value);

/// The same bytes for the same values on every engine, and other bytes for others: a letter for
/// null, integer, text or bytes; then eight bytes, or a length and the bytes.
std::string canonical(std::span<const CopyValue> values);
/// What canonical() was made of. Throws StorageFault for anything else.
CopyRow from_canonical(std::string_view bytes);

/// Sum modulo 2^128 of the BLAKE2b-128 of each row.
class TableChecksum {
 public:
  void add(const CopyRow& row);
  std::string text() const;

 private:
  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
};

}  // namespace muster::storage
