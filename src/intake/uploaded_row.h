#pragma once
// One device row of an uploaded file, as it was written, and what is wrong with its text.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster::intake {

/// What can be wrong with a row before anybody looks at the directory. Such a row fails alone.
enum class RowErrorCode {
  missing_value,
  value_too_long,
  control_character,
  not_utf8,
  wrong_column_count,
};

struct RowError {
  RowErrorCode code;
  std::string
      column;  ///< the heading, as the format spells it; empty when the row as a whole is meant
  std::string
      value;  ///< the offending value: valid UTF-8, broken bytes shown as \xNN, cut to 256 bytes
  std::string
      detail;  ///< one sentence in plain words: what was wrong, e.g. the limit and the length
  std::uint64_t byte =
      0;  ///< offset in the file of the first offending byte (as uploaded), 0-based
  bool operator==(const RowError&) const = default;
};

/// The columns that any of the formats may carry. A member is nullopt when the format has no such
/// column, and empty when the cell was empty. The views live until the next row is read.
struct UploadedRow {
  std::uint32_t row = 0;  ///< physical record number in the file; the header line is row 1
  std::optional<std::string_view> manufacturer;
  std::optional<std::string_view> model;
  std::optional<std::string_view> serial_number;
  std::optional<std::string_view> product_id;
  std::optional<std::string_view> hardware_hash;
  std::optional<std::string_view> group_tag;
  std::optional<std::string_view> assigned_user;
  std::optional<RowError> error;
};

}  // namespace muster::intake
