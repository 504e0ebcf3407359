#pragma once
// Which passwords people may choose: long rather than odd (NIST SP 800-63B, section 5.1.1.2). No
// classes of characters are asked for; what is refused is what guessing programs try first.
//
// How easily a password is guessed is counted in points: it is cut into pieces so that they cost
// the least. An often used word, a name of the person, a year, or a run of the keyboard or the
// alphabet costs 2 points however long it is, any other character 1. Written in capitals or with
// the usual stand-ins (`P4$$w0rd`), a word is still the word. A piece said over and over counts
// once, and 2 for the repeating.

#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace muster::security {

constexpr std::size_t min_password_characters = 12;
constexpr std::size_t max_password_characters = 256;
/// Twelve characters that nothing is known about have 12; `Password1234!` has 5.
constexpr std::size_t min_password_points = 9;

enum class PasswordRule {
  not_text,   ///< no valid UTF-8, or control characters
  too_short,  ///< under 12 characters (code points)
  too_long,   ///< over 256
  personal,   ///< mostly what is known of the person or of this service
  common,     ///< mostly often used words, runs or repeats
};

struct PasswordRefusal {
  PasswordRule rule;
  std::string_view advice;  ///< what is wrong and what to do, one or two sentences for the person
};

/// `personal` is what is known of the person: e-mail address, name, organisation. Their parts of 3
/// characters and more count too. Of characters beyond ASCII, case counts.
std::expected<void, PasswordRefusal> check_password(std::string_view password,
                                                    std::span<const std::string> personal);

}  // namespace muster::security
