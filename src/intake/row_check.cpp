#include "intake/row_check.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "identity/device_identity.h"
#include "identity/hardware_hash.h"
#include "identity/utf8.h"

namespace muster::intake {
namespace {

constexpr std::size_t shown_bytes = 256;  ///< of an offending value

struct Limit {
  std::size_t bytes = 0;       ///< 0: no limit in bytes
  std::size_t characters = 0;  ///< 0: no limit in characters
};

constexpr Limit limit_of(Column column) {
  switch (column) {
    case Column::manufacturer:
      return {.bytes = identity::max_manufacturer};
    case Column::model:
      return {.bytes = identity::max_model};
    case Column::serial_number:
      return {.bytes = identity::max_serial_number};
    case Column::product_id:
      return {.bytes = 128};
    case Column::hardware_hash:
      return {.bytes = identity::max_hardware_hash};
    case Column::group_tag:
    case Column::assigned_user:
      return {.characters = 256};
  }
  std::unreachable();
}

RowError error(RowErrorCode code, std::string_view heading, std::string_view value,
               std::string detail, std::size_t byte) {
  return {.code = code,
          .column = std::string(heading),
          .value = std::string(identity::cut_utf8(
              identity::with_invalid_bytes_shown(value.substr(0, 1024)), shown_bytes)),
          .detail = std::move(detail),
          .byte = byte};
}

std::optional<RowError> check_text(std::string_view value, Column column,
                                   std::string_view heading) {
  const auto limit = limit_of(column);
  if (limit.bytes != 0 && value.size() > limit.bytes) {
    return error(RowErrorCode::value_too_long, heading, value,
                 fmt::format("The value has {} bytes; the limit is {}.", value.size(), limit.bytes),
                 limit.bytes);
  }
  if (const auto at = identity::first_invalid_utf8(value)) {
    return error(RowErrorCode::not_utf8, heading, value,
                 fmt::format("Byte {} of the value is not valid text.", *at + 1), *at);
  }
  if (limit.characters != 0 && identity::count_characters(value) > limit.characters) {
    return error(RowErrorCode::value_too_long, heading, value,
                 fmt::format("The value has {} characters; the limit is {}.",
                             identity::count_characters(value), limit.characters),
                 0);
  }
  if (column == Column::hardware_hash) return std::nullopt;  // its decoder skips line breaks
  if (const auto at = identity::first_control_character(value)) {
    // U+0080..U+009F are written with C2 before them.
    const auto first = static_cast<unsigned char>(value[*at]);
    const auto character = first == 0xC2 ? static_cast<unsigned char>(value[*at + 1]) : first;
    return error(RowErrorCode::control_character, heading, value,
                 fmt::format("Character {} of the value is the control character U+{:04X}.",
                             identity::count_characters(value.substr(0, *at)) + 1, character),
                 *at);
  }
  return std::nullopt;
}

bool has(const UploadedRow& row, Column column) {
  const auto& value = cell(row, column);
  return value && !value->empty();
}

RowFinding missing(const Header& header, Column column, std::string_view why) {
  return {error(RowErrorCode::missing_value, header.heading_of(column), {}, std::string(why), 0),
          column};
}

std::optional<RowFinding> check_presence(const UploadedRow& row, const Header& header) {
  constexpr std::array three = {Column::manufacturer, Column::model, Column::serial_number};
  if (header.form->identification != Identification::three_values &&
      has(row, Column::hardware_hash)) {
    return std::nullopt;
  }
  switch (header.form->identification) {
    case Identification::hardware_hash:
      return missing(header, Column::hardware_hash,
                     "This form names a device by its hardware hash.");
    case Identification::any:
      if (has(row, Column::product_id)) return std::nullopt;
      for (const auto column : three) {
        if (!has(row, column)) {
          return missing(header, column,
                         "A row needs a product ID, a hardware hash, or manufacturer, model and "
                         "serial number.");
        }
      }
      return std::nullopt;
    case Identification::three_values:
      // Where a hash may stand beside the values, it holds them too.
      if (has(row, Column::hardware_hash)) return std::nullopt;
      for (const auto column : three) {
        if (!has(row, column)) {
          return missing(header, column,
                         "A device needs its manufacturer, model and serial number.");
        }
      }
      return std::nullopt;
  }
  std::unreachable();
}

}  // namespace

std::optional<std::string_view>& cell(UploadedRow& row, Column column) {
  switch (column) {
    case Column::manufacturer:
      return row.manufacturer;
    case Column::model:
      return row.model;
    case Column::serial_number:
      return row.serial_number;
    case Column::product_id:
      return row.product_id;
    case Column::hardware_hash:
      return row.hardware_hash;
    case Column::group_tag:
      return row.group_tag;
    case Column::assigned_user:
      return row.assigned_user;
  }
  std::unreachable();
}

const std::optional<std::string_view>& cell(const UploadedRow& row, Column column) {
  return cell(const_cast<UploadedRow&>(row), column);  // NOLINT: the same places, read only
}

std::optional<RowFinding> check_row(const UploadedRow& row, const Header& header) {
  for (const auto column : header.form->columns) {
    const auto& value = cell(row, column);
    if (!value) continue;
    if (auto found = check_text(*value, column, header.heading_of(column))) {
      return RowFinding{std::move(*found), column};
    }
  }
  return check_presence(row, header);
}

}  // namespace muster::intake
