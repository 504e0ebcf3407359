// A record is parsed in place once its end has arrived; one that has not is parsed again from its
// beginning when more text comes. Records are short and pieces are long, so that is rare; where a
// long record comes in short pieces, it is tried again only when it has grown by an eighth, so that
// the time stays in proportion to the text.

#include "intake/csv_reader.h"

#include <algorithm>
#include <array>

namespace muster::intake {
namespace {

constexpr std::size_t incomplete = static_cast<std::size_t>(-1);

constexpr std::size_t long_record = 4096;

}  // namespace

bool CsvRecord::is_blank() const {
  return std::ranges::all_of(fields, [](const CsvField& field) { return field.value.empty(); });
}

std::expected<void, CsvError> CsvReader::feed(std::string_view text, const OnRecord& on_record) {
  if (start_ > 0) {
    buffer_.erase(0, start_);
    discarded_ += start_;
    start_ = 0;
  }
  buffer_ += text;
  return read_all(false, on_record);
}

std::expected<void, CsvError> CsvReader::finish(const OnRecord& on_record) {
  return read_all(true, on_record);
}

std::expected<void, CsvError> CsvReader::read_all(bool at_end, const OnRecord& on_record) {
  if (!at_end && buffer_.size() < wanted_) return {};
  wanted_ = 0;
  while (start_ < buffer_.size()) {
    const auto step = read_record(at_end);
    const std::size_t come = buffer_.size() - start_;
    // A record that has not ended may have its carriage return already. The same limit goes for
    // what is wrong further on, so that it does not depend on the pieces which error is found.
    constexpr std::size_t with_return = max_record + 1;
    if (!step) {
      const bool to_the_end = step.error().kind == CsvError::Kind::quote_not_closed;
      const auto length = to_the_end ? come : step.error().text.size();
      return std::unexpected(length > with_return ? too_long() : step.error());
    }
    if (*step == Step::incomplete) {
      if (come > with_return) return std::unexpected(too_long());
      if (come > long_record) wanted_ = come + come / 8;
      return {};
    }
    if (end_ - start_ > max_record) return std::unexpected(too_long());
    on_record({.number = number_,
               .offset = discarded_ + start_,
               .text = std::string_view(buffer_).substr(start_, end_ - start_),
               .fields = fields_});
    ++number_;
    start_ = next_;
  }
  return {};
}

std::expected<CsvReader::Step, CsvError> CsvReader::read_record(bool at_end) {
  fields_.clear();
  unquoted_used_ = 0;
  const char* const data = buffer_.data();
  const std::size_t size = buffer_.size();
  std::size_t at = start_;
  for (;;) {
    if (at < size && data[at] == '"') {
      const auto end = read_quoted(at, at_end);
      if (!end) return std::unexpected(end.error());
      if (*end == incomplete) return Step::incomplete;
      at = *end;
    } else {
      const std::size_t begin = at;
      while (at < size && data[at] != separator_ && data[at] != '\n' && data[at] != '\r') ++at;
      fields_.push_back({{data + begin, at - begin}, discarded_ + begin});
    }
    if (at == size) {
      if (!at_end) return Step::incomplete;
      end_ = next_ = at;
      return Step::record;
    }
    if (data[at] != separator_) break;
    ++at;
  }
  end_ = at;
  if (data[at] == '\r') {
    if (at + 1 == size && !at_end) return Step::incomplete;
    if (at + 1 < size && data[at + 1] == '\n') ++at;
  }
  next_ = at + 1;
  return Step::record;
}

std::expected<std::size_t, CsvError> CsvReader::read_quoted(std::size_t opening, bool at_end) {
  const std::string_view text = buffer_;
  std::string* unquoted = nullptr;
  std::size_t begin = opening + 1;
  std::size_t at = begin;
  for (;;) {
    at = text.find('"', at);
    if (at == std::string_view::npos) {
      if (!at_end) return incomplete;
      return std::unexpected(error(CsvError::Kind::quote_not_closed, opening));
    }
    if (at + 1 == text.size() && !at_end) return incomplete;
    if (at + 1 == text.size() || text[at + 1] != '"') break;
    // A doubled quote: what stands before it, with one quote, goes to the field's own text.
    if (unquoted == nullptr) {
      if (unquoted_used_ == unquoted_.size()) unquoted_.emplace_back();
      unquoted = &unquoted_[unquoted_used_++];
      unquoted->clear();
    }
    unquoted->append(text.substr(begin, at + 1 - begin));
    at += 2;
    begin = at;
  }
  std::string_view value = text.substr(begin, at - begin);
  if (unquoted != nullptr) {
    unquoted->append(value);
    value = *unquoted;
  }
  const std::size_t after = at + 1;
  if (after < text.size() && text[after] != separator_ && text[after] != '\n' &&
      text[after] != '\r') {
    return std::unexpected(error(CsvError::Kind::text_after_quote, after));
  }
  fields_.push_back({value, discarded_ + opening});
  return after;
}

CsvError CsvReader::error(CsvError::Kind kind, std::size_t at) const {
  return {.kind = kind,
          .record = number_,
          .column = fields_.size() + 1,
          .offset = discarded_ + at,
          .record_offset = discarded_ + start_,
          .text = buffer_.substr(start_, at - start_)};
}

CsvError CsvReader::too_long() const {
  return {.kind = CsvError::Kind::record_too_long,
          .record = number_,
          .column = 0,
          .offset = discarded_ + start_,
          .record_offset = discarded_ + start_,
          .text = {}};
}

}  // namespace muster::intake
