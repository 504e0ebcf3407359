#pragma once
// What may be wrong with the text of one row.

#include <optional>

#include "intake/file_format.h"
#include "intake/uploaded_row.h"

namespace muster::intake {

/// The first thing that is wrong, with `RowError::byte` as an offset into the offending value, and
/// which column that is.
struct RowFinding {
  RowError error;
  std::optional<Column> column;
};
std::optional<RowFinding> check_row(const UploadedRow& row, const Header& header);

std::optional<std::string_view>& cell(UploadedRow& row, Column column);
const std::optional<std::string_view>& cell(const UploadedRow& row, Column column);

}  // namespace muster::intake
