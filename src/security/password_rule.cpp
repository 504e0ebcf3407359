#include "security/password_rule.h"

#include <algorithm>
#include <vector>

#include "identity/utf8.h"
#include "security/password_points.h"

namespace muster::security {
namespace {

constexpr std::size_t shortest_personal_word = 3;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

/// Each text whole, without its separators, and in its parts, all in lower case.
std::vector<std::string> words_of(std::span<const std::string> personal) {
  std::vector<std::string> words = {"muster"};
  const auto add = [&](const std::string& word) {
    if (word.size() >= shortest_personal_word) words.push_back(word);
  };
  for (const auto& text : personal) {
    std::string whole;
    std::string joined;
    std::string part;
    for (const char c : text) {
      const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      whole += small;
      if (is_letter_or_digit(small)) {
        joined += small;
        part += small;
      } else {
        add(part);
        part.clear();
      }
    }
    add(part);
    add(joined);
    add(whole);
  }
  return words;
}

std::unexpected<PasswordRefusal> refuse(PasswordRule rule, std::string_view advice) {
  return std::unexpected(PasswordRefusal{.rule = rule, .advice = advice});
}

}  // namespace

std::expected<void, PasswordRefusal> check_password(std::string_view password,
                                                    std::span<const std::string> personal) {
  if (identity::first_invalid_utf8(password) || identity::first_control_character(password)) {
    return refuse(PasswordRule::not_text,
                  "The password holds a character that cannot be typed, such as a line break. "
                  "Leave it out.");
  }
  const auto characters = identity::count_characters(password);
  if (characters < min_password_characters) {
    return refuse(PasswordRule::too_short,
                  "The password needs at least 12 characters. Four words that have nothing to do "
                  "with each other are long and easy to keep in mind.");
  }
  if (characters > max_password_characters) {
    return refuse(PasswordRule::too_long,
                  "The password may have up to 256 characters. Shorten it.");
  }
  if (password_points(password, {}) < min_password_points) {
    return refuse(PasswordRule::common,
                  "The password is made of what is guessed first: often used words, years, rows of "
                  "keys or repeats. Add words that have nothing to do with each other.");
  }
  if (password_points(password, words_of(personal)) < min_password_points) {
    return refuse(PasswordRule::personal,
                  "The password is little more than your name, your e-mail address or the name of "
                  "this service. Choose words that have nothing to do with you.");
  }
  return {};
}

}  // namespace muster::security
