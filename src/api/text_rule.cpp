#include "api/text_rule.h"

#include <fmt/format.h>

#include "identity/utf8.h"

namespace muster::api {

std::optional<TextFault> check_text(std::string_view text, TextRule rule) {
  if (const auto at = identity::first_invalid_utf8(text)) {
    return TextFault{"not_utf8", fmt::format("Not valid UTF-8 from byte {} on.", *at)};
  }
  if (const auto at = identity::first_control_character(text)) {
    return TextFault{
        "control_character",
        fmt::format("Control characters are not allowed; there is one at byte {}.", *at)};
  }
  const auto characters = identity::count_characters(text);
  if (characters < rule.min) {
    return TextFault{"too_short", rule.min == 1
                                      ? std::string("Must not be empty.")
                                      : fmt::format("Must have at least {} characters.", rule.min)};
  }
  if (!rule.may_be_blank && identity::is_blank(text)) {
    return TextFault{"blank", "Must be more than blanks."};
  }
  if (characters > rule.max) {
    return TextFault{"too_long", fmt::format("May have at most {} characters; this has {}.",
                                             rule.max, characters)};
  }
  return std::nullopt;
}

std::string shown(std::string_view text) {
  constexpr std::size_t most = 256;
  // Each byte that is not valid grows to four; what is cut here is cut again below.
  return std::string(
      identity::cut_utf8(identity::with_invalid_bytes_shown(text.substr(0, most)), most));
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos) {
    return false;
  }
  if (text.find_first_of(" ,;<>\"") != std::string_view::npos) return false;
  const auto domain = text.substr(at + 1);
  const auto dot = domain.find('.');
  return domain == "localhost" ||
         (dot != std::string_view::npos && dot > 0 && !domain.ends_with('.') &&
          domain.find("..") == std::string_view::npos);
}

}  // namespace muster::api
