#pragma once
// Device files for tests: how people's tools write them, and all that reading one gave.

#include <algorithm>
#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "intake/device_file.h"

namespace muster::intake {

/// A row that outlives its file.
struct ReadRow {
  std::uint32_t row = 0;
  std::array<std::optional<std::string>, column_count> cells;  ///< by Column
  std::optional<RowError> error;
  bool operator==(const ReadRow&) const = default;

  const std::optional<std::string>& operator[](Column column) const {
    return cells[static_cast<std::size_t>(column)];
  }
};

inline std::ostream& operator<<(std::ostream& out, const ReadRow& row) {
  out << "row " << row.row << ":";
  for (const auto& cell : row.cells) out << " [" << cell.value_or("-") << "]";
  if (row.error) out << " " << row.error->detail << " at byte " << row.error->byte;
  return out;
}

struct FileReading {
  std::vector<ReadRow> rows;
  std::expected<FileSummary, FileError> outcome;
  bool operator==(const FileReading&) const = default;
};

/// Reads a file that arrives in two pieces, cut at `cut`, or in pieces of one byte.
class FileSource {
 public:
  explicit FileSource(std::string bytes, Purpose purpose = Purpose::registering,
                      FileLimits limits = {})
      : bytes_(std::move(bytes)), purpose_(purpose), limits_(limits) {}

  FileReading whole() const { return read({bytes_}); }
  FileReading cut_at(std::size_t cut) const {
    const std::string_view all = bytes_;
    return read({all.substr(0, cut), all.substr(cut)});
  }
  FileReading in_pieces_of(std::size_t size) const {
    std::vector<std::string_view> pieces;
    const std::string_view all = bytes_;
    for (std::size_t at = 0; at < all.size(); at += size) pieces.push_back(all.substr(at, size));
    return read(pieces);
  }
  std::size_t size() const { return bytes_.size(); }

 private:
  FileReading read(const std::vector<std::string_view>& pieces) const {
    std::vector<ReadRow> rows;
    const auto take = [&](const UploadedRow& given) {
      ReadRow row{.row = given.row, .cells = {}, .error = given.error};
      for (std::size_t i = 0; i < column_count; ++i) {
        const auto& value = cell(given, static_cast<Column>(i));
        if (value) row.cells[i] = std::string(*value);
      }
      rows.push_back(std::move(row));
    };
    DeviceFileReader reader(limits_, purpose_);
    for (const auto piece : pieces) {
      if (const auto fed = reader.feed(std::as_bytes(std::span(piece)), take); !fed) {
        return {std::move(rows), std::unexpected(fed.error())};
      }
    }
    auto outcome = reader.finish(take);
    return {std::move(rows), std::move(outcome)};
  }

  std::string bytes_;
  Purpose purpose_;
  FileLimits limits_;
};

inline FileReading read_file(std::string bytes, Purpose purpose = Purpose::registering) {
  return FileSource(std::move(bytes), purpose).whole();
}

/// The one row of a file that has one.
inline ReadRow read_row(std::string bytes, Purpose purpose = Purpose::registering) {
  const auto reading = read_file(std::move(bytes), purpose);
  return reading.rows.size() == 1 ? reading.rows.front() : ReadRow{};
}

/// The text in another encoding, with its byte order mark.
inline std::string encoded(std::u16string_view text, Encoding encoding) {
  std::string bytes;
  const auto put = [&](char16_t unit) {
    const auto low = static_cast<char>(unit & 0xFF);
    const auto high = static_cast<char>(unit >> 8);
    bytes += encoding == Encoding::utf16le ? std::string{low, high} : std::string{high, low};
  };
  put(0xFEFF);
  for (const auto unit : text) put(unit);
  return bytes;
}

}  // namespace muster::intake
