#pragma once
// Why a whole file cannot be read, and what a reader thinks odd about one that can.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::intake {

enum class FileErrorCode : std::uint8_t {
  empty_file,
  header_not_recognised,
  bad_quoting,
  encoding_not_supported,
  record_too_long,
  too_many_rows,
  too_large,
};
std::string_view to_string(FileErrorCode code);

/// Nothing of such a file is registered.
struct FileError {
  FileErrorCode code = FileErrorCode::empty_file;
  std::string message;                ///< what was wrong
  std::string advice;                 ///< what to do
  std::optional<std::uint32_t> row;   ///< the header line is row 1
  std::optional<std::string> column;  ///< the heading, or the column's number
  std::optional<std::uint64_t> byte;  ///< offset in the file as it was uploaded, 0-based
  std::optional<std::string> value;   ///< what was found there
  std::vector<std::string> expected;  ///< header_not_recognised: the headings of the nearest form
  std::vector<std::string> found;     ///< header_not_recognised: the headings of the file
  bool operator==(const FileError&) const = default;
};

/// Something that was accepted, but that the person should know of.
struct Warning {
  std::string code;  ///< heading_spelling, heading_order, separator, repeated_header, more_warnings
  std::string message;
  std::optional<std::uint32_t> row;
  std::optional<std::string> column;
  bool operator==(const Warning&) const = default;
};

}  // namespace muster::intake
