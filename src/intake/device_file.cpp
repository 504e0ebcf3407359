#include "intake/device_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "identity/hardware_hash.h"
#include "identity/utf8.h"

namespace muster::intake {
namespace {

constexpr std::size_t max_warnings = 100;

/// Rows are numbered in 23 bits where they are kept; blank lines count too.
constexpr std::uint32_t last_row = (1U << 23) - 1;

constexpr std::size_t max_header =
    std::size_t{64} * 1024;  ///< bytes of text in which the header line must end

std::string_view name_of_separator(char separator) {
  switch (separator) {
    case ';':
      return "semicolon";
    case '\t':
      return "tab";
    default:
      return "comma";
  }
}

/// A file whose first lines are blank has its header further down.
std::string_view first_line_with_text(std::string_view text) {
  const auto start = text.find_first_not_of("\r\n");
  if (start == std::string_view::npos) return {};
  text.remove_prefix(start);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && (text[i] == '\n' || text[i] == '\r')) return text.substr(0, i);
  }
  return text;
}

char most_frequent_separator(std::string_view line) {
  char best = ',';
  for (const char candidate : {';', '\t'}) {
    if (std::ranges::count(line, candidate) > std::ranges::count(line, best)) best = candidate;
  }
  return best;
}

/// How far behind the beginning of a field, as it is written, a byte of its value stands: in quotes
/// one byte further, and a quote inside them is written twice.
std::size_t offset_in_field(std::string_view field, std::uint64_t byte_of_value) {
  if (!field.starts_with('"')) return byte_of_value;
  std::size_t at = 1;
  for (; byte_of_value > 0 && at < field.size(); --byte_of_value) at += field[at] == '"' ? 2 : 1;
  return at;
}

}  // namespace

bool DeviceFileReader::is_plain() const {
  return header_ && header_->form->name == "partner" && header_->form->columns.size() == 3;
}

std::expected<void, FileError> DeviceFileReader::feed(std::span<const std::byte> bytes,
                                                      const OnRow& on_row) {
  if (!error_) {
    if (auto decoded = decode(bytes); !decoded) error_ = std::move(decoded.error());
  }
  return read(false, on_row);
}

std::expected<FileSummary, FileError> DeviceFileReader::finish(const OnRow& on_row) {
  if (!error_) {
    if (const auto decoded = decoder_.finish(text_); !decoded) {
      error_ = decoding_error(decoded.error());
    }
  }
  if (const auto done = read(true, on_row); !done) return std::unexpected(done.error());
  if (!header_ || rows_ == 0) {
    return std::unexpected(FileError{
        .code = FileErrorCode::empty_file,
        .message = header_ ? "The file has a header line and no devices." : "The file is empty.",
        .advice = "Put one device on each line below the header line; the sample files "
                  "show how.",
        .row = {},
        .column = {},
        .byte = {},
        .value = {},
        .expected = {},
        .found = {}});
  }
  if (more_warnings_ > 0) {
    warnings_.push_back({.code = "more_warnings",
                         .message = fmt::format("And {} more warnings like these.", more_warnings_),
                         .row = {},
                         .column = {}});
  }
  return FileSummary{.format = std::string(header_->form->name),
                     .encoding = std::string(to_string(decoder_.encoding())),
                     .separator = std::string(name_of_separator(separator_)),
                     .warnings = std::move(warnings_),
                     .rows = rows_,
                     .bytes = bytes_};
}

std::expected<void, FileError> DeviceFileReader::decode(std::span<const std::byte> bytes) {
  bytes_ += bytes.size();
  if (bytes_ > limits_.max_bytes) {
    return std::unexpected(
        FileError{.code = FileErrorCode::too_large,
                  .message = fmt::format("The file has more than {} bytes.", limits_.max_bytes),
                  .advice = "Split the file and upload the parts one after the other.",
                  .row = {},
                  .column = {},
                  .byte = limits_.max_bytes,
                  .value = {},
                  .expected = {},
                  .found = {}});
  }
  if (const auto decoded = decoder_.feed(bytes, text_); !decoded) {
    return std::unexpected(decoding_error(decoded.error()));
  }
  return {};
}

std::expected<void, FileError> DeviceFileReader::read(bool at_end, const OnRow& on_row) {
  if (error_) return std::unexpected(*error_);
  if (!csv_) {
    if (!choose_separator(at_end)) return {};
    csv_.emplace(separator_);
    record_in_file_ = decoder_.mark_size();
  }
  const auto on_record = [&](const CsvRecord& record) {
    if (!error_) take_record(record, on_row);
  };
  auto done = csv_->feed(text_, on_record);
  text_.clear();
  if (done && !error_ && at_end) done = csv_->finish(on_record);
  // A record before the broken one may have been refused already; the first error counts.
  if (!error_ && !done) error_ = quoting_error(done.error());
  if (error_) return std::unexpected(*error_);
  return {};
}

bool DeviceFileReader::choose_separator(bool at_end) {
  // No more than this is looked at, however much has come, so that the pieces make no difference.
  const auto head = std::string_view(text_).substr(0, max_header);
  const auto line = first_line_with_text(head);
  const bool complete = line.data() + line.size() != head.data() + head.size();
  if (!at_end && head.size() < max_header && (line.empty() || !complete)) return false;
  separator_ = most_frequent_separator(line);
  if (separator_ != ',') {
    warn({.code = "separator",
          .message = fmt::format("The columns were read as separated by {}s.",
                                 name_of_separator(separator_)),
          .row = {},
          .column = {}});
  }
  return true;
}

void DeviceFileReader::take_record(const CsvRecord& record, const OnRow& on_row) {
  follow(record);
  if (!record.is_blank()) {
    if (!header_) {
      take_header(record);
    } else {
      take_row(record, on_row);
    }
  }
  record_in_file_ += decoder_.file_bytes(record.text);
  record_in_text_ = record.offset + record.text.size();
}

/// Keeps count of where the record begins in the file.
void DeviceFileReader::follow(const CsvRecord& record) {
  // Between two records stands a line break of one or two characters, each as long as any ASCII.
  const auto unit = decoder_.file_bytes("\n");
  record_in_file_ += (record.offset - record_in_text_) * unit;
  record_in_text_ = record.offset;
}

std::uint64_t DeviceFileReader::file_offset(const CsvRecord& record,
                                            std::uint64_t text_offset) const {
  const auto inside = static_cast<std::size_t>(text_offset - record.offset);
  return record_in_file_ + decoder_.file_bytes(record.text.substr(0, inside));
}

void DeviceFileReader::take_header(const CsvRecord& record) {
  std::vector<std::string> fields;
  for (const auto& field : record.fields) fields.emplace_back(field.value);
  auto header = recognise_header(fields, record.number, purpose_);
  if (!header) {
    error_ = std::move(header.error());
    error_->byte = record_in_file_;
    return;
  }
  header_ = std::move(*header);
  for (const auto& warning : header_->warnings) warn(warning);
}

std::optional<RowError> DeviceFileReader::check_columns(const CsvRecord& record,
                                                        const UploadedRow& row) const {
  const auto fields = record.fields;
  const auto& columns = header_->columns;
  const auto named = header_->form->columns.size();
  std::size_t given = fields.size();
  while (given > columns.size() && fields[given - 1].value.empty()) --given;
  if (given > columns.size()) {
    return RowError{
        .code = RowErrorCode::wrong_column_count,
        .column = {},
        .value = std::string(identity::cut_utf8(
            identity::with_invalid_bytes_shown(fields[columns.size()].value), 256)),
        .detail = fmt::format("The row has {} values; the header line has {}.", given, named),
        .byte = fields[columns.size()].offset};
  }
  // Columns that may be empty may also be left out at the end of a line.
  if (row.hardware_hash && !row.hardware_hash->empty()) return std::nullopt;
  for (std::size_t i = fields.size(); i < columns.size(); ++i) {
    const auto column = columns[i];
    if (!column || header_->form->identification != Identification::three_values) continue;
    if (*column == Column::product_id || *column == Column::hardware_hash) continue;
    return RowError{.code = RowErrorCode::wrong_column_count,
                    .column = std::string(header_->heading_of(*column)),
                    .value = {},
                    .detail = fmt::format("The row has {} values; the header line has {}.",
                                          fields.size(), named),
                    .byte = record.offset + record.text.size()};
  }
  return std::nullopt;
}

void DeviceFileReader::take_row(const CsvRecord& record, const OnRow& on_row) {
  std::array<std::string_view, 16> values;
  const auto shown = std::min(record.fields.size(), values.size());
  for (std::size_t i = 0; i < shown; ++i) values[i] = record.fields[i].value;
  if (repeats_header(*header_, std::span(values).first(shown))) {
    warn({.code = "repeated_header",
          .message = fmt::format("Row {} repeats the header line and was skipped.", record.number),
          .row = record.number,
          .column = {}});
    return;
  }
  if (rows_ >= limits_.max_rows || record.number > last_row) {
    error_ = FileError{.code = FileErrorCode::too_many_rows,
                       .message = fmt::format("The file has more than {} rows.", limits_.max_rows),
                       .advice = "Split the file and upload the parts one after the other.",
                       .row = record.number,
                       .column = {},
                       .byte = record_in_file_,
                       .value = {},
                       .expected = {},
                       .found = {}};
    return;
  }
  ++rows_;

  UploadedRow row;
  row.row = record.number;
  std::array<std::uint64_t, column_count> offsets{};
  for (const auto column : header_->form->columns) cell(row, column) = std::string_view();
  for (std::size_t i = 0; i < std::min(record.fields.size(), header_->columns.size()); ++i) {
    if (const auto column = header_->columns[i]) {
      cell(row, *column) = record.fields[i].value;
      offsets[static_cast<std::size_t>(*column)] = record.fields[i].offset;
    }
  }
  if (auto error = check_columns(record, row)) {
    error->byte = file_offset(record, error->byte);
    row.error = std::move(error);
  } else if (auto found = check_row(row, *header_)) {
    auto at = offsets[static_cast<std::size_t>(*found->column)];
    if (at == 0) at = record.offset + record.text.size();
    const auto field = record.text.substr(static_cast<std::size_t>(at - record.offset));
    const auto inside = std::min(offset_in_field(field, found->error.byte), field.size());
    found->error.byte = file_offset(record, at + inside);
    row.error = std::move(found->error);
  }
  if (row.error) make_presentable(row);
  on_row(row);
}

/// The values of a bad row are shown to people: valid text, and no longer than a good one's.
void DeviceFileReader::make_presentable(UploadedRow& row) {
  constexpr std::size_t longest = 1024;
  for (const auto column : header_->form->columns) {
    auto& value = cell(row, column);
    if (!value) continue;
    auto& kept = presentable_[static_cast<std::size_t>(column)];
    const auto limit = column == Column::hardware_hash ? identity::max_hardware_hash : longest;
    // Three bytes more, so that the last character which has room is whole.
    const auto shown = identity::with_invalid_bytes_shown(value->substr(0, limit + 3));
    kept = identity::cut_utf8(shown, limit);
    value = kept;
  }
}

void DeviceFileReader::warn(Warning warning) {
  if (warnings_.size() < max_warnings) {
    warnings_.push_back(std::move(warning));
  } else {
    ++more_warnings_;
  }
}

FileError DeviceFileReader::quoting_error(const CsvError& error) const {
  // The broken record begins where the last one ended.
  const auto unit = decoder_.file_bytes("\n");
  const auto record_at = record_in_file_ + (error.record_offset - record_in_text_) * unit;
  FileError found{.code = FileErrorCode::bad_quoting,
                  .message = {},
                  .advice = {},
                  .row = error.record,
                  .column = {},
                  .byte = record_at + decoder_.file_bytes(error.text),
                  .value = {},
                  .expected = {},
                  .found = {}};
  if (header_ && error.column > 0 && error.column <= header_->headings.size()) {
    found.column = header_->headings[error.column - 1];
  } else if (error.column > 0) {
    found.column = fmt::format("{}", error.column);
  }
  found.value =
      std::string(identity::cut_utf8(identity::with_invalid_bytes_shown(error.text), 256));
  switch (error.kind) {
    case CsvError::Kind::text_after_quote:
      found.message = fmt::format(
          "In row {}, column {}, there is text between a closing quote and the next separator.",
          error.record, *found.column);
      found.advice =
          "Write a quote inside a quoted value twice (\"\"), or remove the quotes, and upload the "
          "file again. Nothing of it was registered.";
      break;
    case CsvError::Kind::quote_not_closed:
      found.message = fmt::format("The quote that opens in row {}, column {}, is never closed.",
                                  error.record, *found.column);
      found.advice =
          "Close or remove the quote and upload the file again. Nothing of it was registered.";
      break;
    case CsvError::Kind::record_too_long:
      found.code = FileErrorCode::record_too_long;
      found.message =
          fmt::format("Row {} is longer than {} bytes.", error.record, CsvReader::max_record);
      found.advice =
          "Look for a missing line break or a quote that is never closed, and upload the file "
          "again. Nothing of it was registered.";
      break;
  }
  return found;
}

FileError DeviceFileReader::decoding_error(TextDecoder::Error error) const {
  FileError found{.code = FileErrorCode::encoding_not_supported,
                  .message = {},
                  .advice = "Save the file as UTF-8 and upload it again.",
                  .row = 1,
                  .column = {},
                  .byte = 0,
                  .value = {},
                  .expected = {},
                  .found = {}};
  switch (error) {
    case TextDecoder::Error::utf16_without_mark:
      found.message = "The file seems to be UTF-16 without a byte order mark.";
      break;
    case TextDecoder::Error::utf32:
      found.message = "The file is UTF-32, which is not read.";
      break;
    case TextDecoder::Error::half_character:
      found.message = "The file is UTF-16 and ends in the middle of a character.";
      found.row.reset();
      found.byte = bytes_;
      break;
  }
  return found;
}

}  // namespace muster::intake
