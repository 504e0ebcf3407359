#include "http/multipart.h"

#include "http/content_type.h"
#include "http/field_text.h"

namespace muster::http {
namespace {

constexpr std::string_view line_break = "\r\n";

std::optional<FormPart> parse_header(std::string_view header) {
  FormPart part;
  bool named = false;
  while (!header.empty()) {
    const auto end = header.find(line_break);
    const auto line = header.substr(0, end);
    header.remove_prefix(end == std::string_view::npos ? header.size() : end + line_break.size());
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto name = lower(line.substr(0, colon));
    const auto value = trimmed(line.substr(colon + 1));
    if (name == "content-type") part.content_type = value;
    if (name == "content-disposition") {
      const auto disposition = parse_parameterised(value);
      if (named || !disposition || disposition->value != "form-data") return std::nullopt;
      const auto given = disposition->parameter("name");
      if (!given) return std::nullopt;
      part.name = *given;
      part.file_name = disposition->parameter("filename");
      named = true;
    }
  }
  return named ? std::optional(part) : std::nullopt;
}

}  // namespace

FormParser::FormParser(std::string_view boundary, FormHandler& handler)
    : delimiter_("\r\n--" + std::string(boundary)), handler_(handler) {}

std::expected<void, FormError> FormParser::feed(std::string_view bytes) {
  buffer_ += bytes;
  for (;;) {
    const auto done = step();
    if (!done) return std::unexpected(done.error());
    if (*done == Step::more) return {};
  }
}

std::expected<void, FormError> FormParser::finish() {
  if (state_ != State::done) return std::unexpected(FormError::cut_short);
  return {};
}

std::expected<FormParser::Step, FormError> FormParser::step() {
  switch (state_) {
    case State::preamble:
      return read_preamble();
    case State::after_boundary:
      return read_after_boundary();
    case State::header:
      return read_header();
    case State::data:
      return read_data();
    case State::done:
      buffer_.clear();
      return Step::more;
  }
  return Step::more;
}

std::expected<FormParser::Step, FormError> FormParser::read_preamble() {
  const auto first = std::string_view(delimiter_).substr(line_break.size());
  if (buffer_.size() < first.size()) return Step::more;
  if (!buffer_.starts_with(first)) return std::unexpected(FormError::no_boundary_first);
  buffer_.erase(0, first.size());
  state_ = State::after_boundary;
  return Step::again;
}

std::expected<FormParser::Step, FormError> FormParser::read_after_boundary() {
  if (buffer_.size() < 2) return Step::more;
  if (buffer_.starts_with("--")) {
    state_ = State::done;
    return Step::again;
  }
  if (!buffer_.starts_with(line_break)) return std::unexpected(FormError::bad_part_header);
  buffer_.erase(0, line_break.size());
  state_ = State::header;
  return Step::again;
}

std::expected<FormParser::Step, FormError> FormParser::read_header() {
  const auto end = buffer_.find("\r\n\r\n");
  if (end == std::string::npos || end > max_part_header) {
    if (buffer_.size() > max_part_header) return std::unexpected(FormError::header_too_long);
    return Step::more;
  }
  const auto part = parse_header(std::string_view(buffer_).substr(0, end));
  if (!part) return std::unexpected(FormError::bad_part_header);
  buffer_.erase(0, end + 2 * line_break.size());
  handler_.on_part(*part);
  // An empty part ends at once; its boundary then lacks the line break that was the header's.
  buffer_.insert(0, line_break);
  state_ = State::data;
  empty_so_far_ = true;
  return Step::again;
}

FormParser::Step FormParser::read_data() {
  // The line break put in front belongs to the boundary of an empty part, or is dropped.
  const auto at = buffer_.find(delimiter_);
  const std::size_t skip = empty_so_far_ ? line_break.size() : 0;
  if (at != std::string::npos) {
    if (at > skip) handler_.on_data(std::string_view(buffer_).substr(skip, at - skip));
    handler_.on_part_end();
    buffer_.erase(0, at + delimiter_.size());
    state_ = State::after_boundary;
    return Step::again;
  }
  // What may be the beginning of the boundary stays.
  if (buffer_.size() < delimiter_.size() + skip) return Step::more;
  const auto safe = buffer_.size() - delimiter_.size() + 1;
  if (safe > skip) {
    handler_.on_data(std::string_view(buffer_).substr(skip, safe - skip));
    buffer_.erase(0, safe);
    empty_so_far_ = false;
  }
  return Step::more;
}

}  // namespace muster::http
