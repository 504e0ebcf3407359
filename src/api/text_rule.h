#pragma once
// What a text that a person gives may be, wherever it comes from: JSON, a query, a form's field.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace muster::api {

/// Lengths are in characters (Unicode code points). Any script is welcome, control characters
/// never.
struct TextRule {
  std::size_t min = 0;
  std::size_t max = 256;
  bool may_be_blank = true;  ///< of nothing but blanks; a name never is
};
constexpr TextRule any_text = {.min = 0, .max = 256};  ///< order ID, purchase ID, tag, user
constexpr TextRule name_text = {
    .min = 1, .max = 256, .may_be_blank = false};  ///< of an organisation
constexpr TextRule token_name = {.min = 1, .max = 128, .may_be_blank = false};  ///< of a token

constexpr TextRule email_text = {.min = 3, .max = 254};  ///< RFC 5321, 4.5.3.1.3

/// Whether a text has the shape of an e-mail address: something, one `@`, a domain with a dot or
/// `localhost`, no blanks. Whether anybody reads it, only a message tells.
bool is_email(std::string_view text);

struct TextFault {
  std::string code;     ///< not_utf8, control_character, too_short, too_long
  std::string message;  ///< one sentence
};
std::optional<TextFault> check_text(std::string_view text, TextRule rule);

/// The text as it may be shown in an answer: valid UTF-8 of at most 256 bytes.
std::string shown(std::string_view text);

}  // namespace muster::api
