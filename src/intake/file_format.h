#pragma once
// The forms in which device lists come, recognised by their header line (facts of the formats:
// learn.microsoft.com, pages on Managed Desktop, Autopilot and Partner Center).

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "intake/file_error.h"

namespace muster::intake {

enum class Column : std::uint8_t {
  manufacturer,
  model,
  serial_number,
  product_id,
  hardware_hash,
  group_tag,
  assigned_user,
};
constexpr std::size_t column_count = 7;

/// What a file is uploaded for. A directory takes the same forms, and the partner form with product
/// ID or hardware hash beside it.
enum class Purpose : std::uint8_t { registering, directory };

/// How a row names its device.
enum class Identification : std::uint8_t {
  three_values,   ///< manufacturer, model and serial number, all of them
  hardware_hash,  ///< the hash must be there
  any,            ///< product ID, hash, or all three values
};

struct Form {
  std::string_view name;  ///< `partner`, `autopilot`, ...
  Identification identification;
  std::span<const Column> columns;
  std::span<const std::string_view> headings;  ///< as they are spelled, in their order
};

/// All forms for a purpose.
std::span<const Form> forms_for(Purpose purpose);

/// A header line that was understood.
struct Header {
  const Form* form = nullptr;
  /// For each field of a record, the column that it is; nullopt for one that is ignored (empty
  /// headings at the end).
  std::vector<std::optional<Column>> columns;
  std::vector<std::string> headings;  ///< as the file has them
  std::vector<Warning> warnings;

  std::string_view heading_of(Column column) const;  ///< as the form spells it
  bool has(Column column) const;
};

/// `fields` are those of record `row`. Headings that differ from a form's only in case or spaces,
/// or in their order, are accepted with a warning.
std::expected<Header, FileError> recognise_header(std::span<const std::string> fields,
                                                  std::uint32_t row, Purpose purpose);

/// Whether a later record repeats the header line, as in files merged from several.
bool repeats_header(const Header& header, std::span<const std::string_view> fields);

}  // namespace muster::intake
