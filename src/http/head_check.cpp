#include "http/head_check.h"

#include <algorithm>

namespace muster::http {
namespace {

/// RFC 9110, 5.6.2
bool is_token_character(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return true;
  return c != '\0' && std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

constexpr HeadFault bare_line_break{400, "A line does not end with CR LF."};
constexpr HeadFault no_method{400, "It does not begin with a method."};
constexpr HeadFault control{400, "A line holds a control character."};
constexpr HeadFault folded{400, "A header field goes on in the next line."};
constexpr HeadFault no_name{400, "A header field does not begin with its name and a colon."};
constexpr HeadFault long_target{414, "The target of the request is too long."};
constexpr HeadFault too_many{431, "There are too many header fields."};
constexpr HeadFault too_large{431, "The header fields have too many bytes."};

}  // namespace

std::expected<std::optional<std::size_t>, HeadFault> HeadCheck::look(std::string_view bytes) {
  if (!bytes.empty() && !is_token_character(bytes.front())) return std::unexpected(no_method);
  for (;;) {
    const auto end = bytes.find('\n', seen_);
    if (end == std::string_view::npos) break;
    if (end == line_begin_ || bytes[end - 1] != '\r') return std::unexpected(bare_line_break);
    if (end + 1 > limits_.bytes) return std::unexpected(lines_ == 0 ? long_target : too_large);
    const auto line = bytes.substr(line_begin_, end - 1 - line_begin_);
    if (line.empty()) return end + 1;
    if (const auto fault = check_line(line)) return std::unexpected(*fault);
    ++lines_;
    line_begin_ = seen_ = end + 1;
  }
  seen_ = bytes.size();
  const auto longest_line = limits_.request_line + 1;  // with the CR that may stand at its end
  if (lines_ == 0 && seen_ > longest_line) return std::unexpected(long_target);
  if (seen_ > limits_.bytes) return std::unexpected(too_large);
  return std::nullopt;
}

std::optional<HeadFault> HeadCheck::check_line(std::string_view line) const {
  if (std::ranges::any_of(line, is_control)) return control;
  if (lines_ == 0) {
    return line.size() > limits_.request_line ? std::optional(long_target) : std::nullopt;
  }
  if (lines_ > limits_.fields) return too_many;
  if (line.front() == ' ' || line.front() == '\t') return folded;
  const auto name = line.substr(0, line.find(':'));
  if (name.empty() || name.size() == line.size() ||
      !std::ranges::all_of(name, is_token_character)) {
    return no_name;
  }
  return std::nullopt;
}

}  // namespace muster::http
