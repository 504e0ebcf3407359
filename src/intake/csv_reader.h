#pragma once
// Comma-separated values (RFC 4180), read as they arrive: with CRLF, LF or CR, and comma, semicolon
// or tab. A quote inside a field that does not begin with one is an ordinary character.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster::intake {

struct CsvField {
  std::string_view value;    ///< without its quotes
  std::uint64_t offset = 0;  ///< of the field in the text, 0-based
};

/// One record. The views live until the next one is read.
struct CsvRecord {
  std::uint32_t number = 0;  ///< 1-based; blank lines count
  std::uint64_t offset = 0;  ///< of its first character in the text
  std::string_view text;     ///< the record as it is written, without its line break
  std::span<const CsvField> fields;

  bool is_blank() const;  ///< no field has a value
};

struct CsvError {
  enum class Kind : std::uint8_t {
    text_after_quote,  ///< a character stands between a closing quote and the separator
    quote_not_closed,  ///< `offset` is where it was opened
    record_too_long,   ///< `offset` is where it begins; which column is not told
  };
  Kind kind;
  std::uint32_t record = 0;  ///< 1-based
  std::size_t column = 0;    ///< 1-based; 0 for the record as a whole
  std::uint64_t offset = 0;  ///< in the text
  std::uint64_t record_offset = 0;
  std::string text;  ///< the record's text from its start to `offset`
};

/// Memory is bounded by the longest record. Used by one thread.
class CsvReader {
 public:
  static constexpr std::size_t max_record = 1 << 20;  ///< bytes of text

  explicit CsvReader(char separator) : separator_(separator) {}

  using OnRecord = std::function<void(const CsvRecord&)>;
  /// Reads the records that are complete now; one of more than 4 KiB, and what follows it, may wait
  /// for more text. After an error feed nothing more.
  std::expected<void, CsvError> feed(std::string_view text, const OnRecord& on_record);
  /// The text ends here: reads the last record, which may lack its line break.
  std::expected<void, CsvError> finish(const OnRecord& on_record);

 private:
  enum class Step : std::uint8_t { record, incomplete };
  std::expected<void, CsvError> read_all(bool at_end, const OnRecord& on_record);
  std::expected<Step, CsvError> read_record(bool at_end);
  std::expected<std::size_t, CsvError> read_quoted(std::size_t opening, bool at_end);
  CsvError error(CsvError::Kind kind, std::size_t at) const;
  CsvError too_long() const;

  char separator_;
  std::string buffer_;
  std::size_t start_ = 0;        ///< of the next record in the buffer
  std::size_t end_ = 0;          ///< of the record just read, without its line break
  std::size_t next_ = 0;         ///< behind its line break
  std::uint64_t discarded_ = 0;  ///< text that is no longer in the buffer
  std::size_t wanted_ = 0;       ///< text in the buffer before a long record is tried again
  std::uint32_t number_ = 1;
  std::vector<CsvField> fields_;
  /// Fields that had doubled quotes; used again. A deque, because the views into it must stay.
  std::deque<std::string> unquoted_;
  std::size_t unquoted_used_ = 0;
};

}  // namespace muster::intake
