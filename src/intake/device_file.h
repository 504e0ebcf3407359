#pragma once
// A whole upload, from bytes to rows: encoding, separator, header line, records, and what is wrong
// with each row's text. Streams: memory does not grow with the file.

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "intake/csv_reader.h"
#include "intake/file_error.h"
#include "intake/file_format.h"
#include "intake/row_check.h"
#include "intake/text_decoder.h"
#include "intake/uploaded_row.h"

namespace muster::intake {

struct FileLimits {
  std::uint64_t max_rows = 5'000'000;
  std::uint64_t max_bytes = std::uint64_t{1} << 30;
};

/// What reading a file told, beside its rows.
struct FileSummary {
  std::string format;     ///< the form's name
  std::string encoding;   ///< to_string(Encoding)
  std::string separator;  ///< `comma`, `semicolon` or `tab`
  std::vector<Warning> warnings;
  std::uint64_t rows = 0;   ///< rows with a value, without the header and its repetitions
  std::uint64_t bytes = 0;  ///< of the file as uploaded
  bool operator==(const FileSummary&) const = default;
};

/// Used by one thread. After an error nothing more is read: the same error comes again.
class DeviceFileReader {
 public:
  DeviceFileReader(FileLimits limits, Purpose purpose) : limits_(limits), purpose_(purpose) {}

  using OnRow = std::function<void(const UploadedRow&)>;
  /// Rows come to `on_row` in the order of the file, each as soon as it is complete.
  std::expected<void, FileError> feed(std::span<const std::byte> bytes, const OnRow& on_row);
  std::expected<FileSummary, FileError> finish(const OnRow& on_row);

  /// Whether rows are in the partner form, whose cells are the device's values. Known with the
  /// first row.
  bool is_plain() const;

 private:
  std::expected<void, FileError> decode(std::span<const std::byte> bytes);
  std::expected<void, FileError> read(bool at_end, const OnRow& on_row);
  bool choose_separator(bool at_end);
  void take_record(const CsvRecord& record, const OnRow& on_row);
  void take_header(const CsvRecord& record);
  void take_row(const CsvRecord& record, const OnRow& on_row);
  std::optional<RowError> check_columns(const CsvRecord& record, const UploadedRow& row) const;
  void make_presentable(UploadedRow& row);
  void follow(const CsvRecord& record);
  std::uint64_t file_offset(const CsvRecord& record, std::uint64_t text_offset) const;
  void warn(Warning warning);
  FileError quoting_error(const CsvError& error) const;
  FileError decoding_error(TextDecoder::Error error) const;

  FileLimits limits_;
  Purpose purpose_;
  TextDecoder decoder_;
  std::string text_;  ///< decoded, not yet given to the reader
  std::optional<CsvReader> csv_;
  char separator_ = ',';
  std::optional<Header> header_;
  std::optional<FileError> error_;
  std::vector<Warning> warnings_;
  std::uint64_t more_warnings_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t bytes_ = 0;
  /// Where the current record begins, in the file and in the text; between records, where the last
  /// one ended.
  std::uint64_t record_in_file_ = 0;
  std::uint64_t record_in_text_ = 0;
  std::array<std::string, column_count> presentable_;  ///< cells of a row that has an error
};

}  // namespace muster::intake
