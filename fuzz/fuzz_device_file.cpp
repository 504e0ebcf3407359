// A whole upload: any bytes, cut anywhere, give the same rows, warnings and errors; all that is
// told of them is text, and every place lies within the file.
//
// The first byte of the input says what the file is for, and with which header line it begins, so
// that not all time goes into header lines that are not known; the second where to cut.

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "identity/device_identity.h"
#include "intake/device_file.h"
#include "require.h"

namespace {

using namespace muster::intake;
using muster::fuzz::require;
using muster::fuzz::require_text;
using Bytes = std::span<const std::byte>;

struct Row {
  std::uint32_t row = 0;
  std::array<std::optional<std::string>, column_count> cells;
  std::optional<RowError> error;
  bool operator==(const Row&) const = default;
};

struct Reading {
  std::vector<Row> rows;
  std::expected<FileSummary, FileError> outcome;
  bool operator==(const Reading&) const = default;
};

Reading read(Bytes first, Bytes second, Purpose purpose) {
  std::vector<Row> rows;
  const auto take = [&](const UploadedRow& given) {
    Row row{.row = given.row, .cells = {}, .error = given.error};
    for (std::size_t i = 0; i < column_count; ++i) {
      const auto& value = cell(given, static_cast<Column>(i));
      if (value) row.cells[i] = std::string(*value);
    }
    rows.push_back(std::move(row));
  };
  DeviceFileReader reader({.max_rows = 100}, purpose);
  for (const auto piece : {first, second}) {
    if (const auto fed = reader.feed(piece, take); !fed) {
      return {std::move(rows), std::unexpected(fed.error())};
    }
  }
  auto outcome = reader.finish(take);
  return {std::move(rows), std::move(outcome)};
}

void require_good(const Row& row, std::uint64_t file_size) {
  for (const auto& value : row.cells) {
    if (value) require_text(*value);
  }
  if (!row.error) return;
  require_text(row.error->value);
  require_text(row.error->detail);
  require(row.error->value.size() <= 256);
  require(!row.error->detail.empty());
  require(row.error->byte <= file_size);
}

void require_good(const FileError& error, std::uint64_t file_size) {
  require(!error.message.empty() && !error.advice.empty());
  require_text(error.message);
  require_text(error.advice);
  require_text(error.column.value_or(""));
  require_text(error.value.value_or(""));
  require(error.byte.value_or(0) <= file_size);
  for (const auto& heading : error.found) require_text(heading);
}

/// Of the form with this number; none for the number behind the last.
std::string header_line(std::size_t number, Purpose purpose) {
  const auto forms = forms_for(purpose);
  number %= forms.size() + 1;
  if (number == forms.size()) return {};
  std::string line;
  for (const auto heading : forms[number].headings) {
    if (!line.empty()) line += ',';
    line += heading;
  }
  return line + "\r\n";
}

/// What the registry relies on, of a row in the partner form that has no error.
void require_identity(const Row& row) {
  const auto value = [&](Column column) { return *row.cells[static_cast<std::size_t>(column)]; };
  require(muster::identity::DeviceIdentity::from(value(Column::manufacturer), value(Column::model),
                                                 value(Column::serial_number))
              .has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const auto purpose = (data[0] & 1) != 0 ? Purpose::directory : Purpose::registering;
  const auto file = header_line(data[0] >> 1, purpose) +
                    std::string(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto bytes = std::as_bytes(std::span(file));
  const auto whole = read(bytes, {}, purpose);
  const std::size_t cut = data[1] % (bytes.size() + 1);
  require(read(bytes.first(cut), bytes.subspan(cut), purpose) == whole);

  std::uint32_t last_row = 1;
  for (const auto& row : whole.rows) {
    require(row.row > last_row);
    last_row = row.row;
    require_good(row, bytes.size());
  }
  if (!whole.outcome) {
    require_good(whole.outcome.error(), bytes.size());
    return 0;
  }
  require(whole.outcome->rows == whole.rows.size());
  require(whole.outcome->bytes == bytes.size());
  for (const auto& warning : whole.outcome->warnings) {
    require_text(warning.message);
    require_text(warning.column.value_or(""));
  }
  if (whole.outcome->format != "partner" || purpose != Purpose::registering) return 0;
  for (const auto& row : whole.rows) {
    if (!row.error) require_identity(row);
  }
  return 0;
}
