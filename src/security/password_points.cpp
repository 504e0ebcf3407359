#include "security/password_points.h"

#include <algorithm>
#include <array>
#include <vector>

// The cheapest way to cut the password is found from its front: points[i] is the least for its
// first i characters, and each piece that begins there may lower that of its end. Bytes beyond
// ASCII are single characters here as well; they only have to be counted once for each code point.

namespace muster::security {
namespace {

constexpr std::size_t points_of_a_piece = 2;
constexpr std::size_t shortest_run = 3;

/// Runs are parts of these, read in either direction.
constexpr std::array<std::string_view, 15> tracks = {
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",  // German
    "yxcvbnm",
    "azertyuiop",  // French
    "qsdfghjklm",
    "wxcvbn",
    "!@#$%^&*()_+",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// What people write for a letter.
std::string_view stand_ins(char letter) {
  switch (letter) {
    case 'a':
      return "4@";
    case 'b':
      return "8";
    case 'e':
      return "3";
    case 'g':
      return "69";
    case 'i':
      return "1!|";
    case 'l':
      return "1|";
    case 'o':
      return "0";
    case 's':
      return "5$";
    case 't':
      return "7+";
    case 'z':
      return "2";
    default:
      return "";
  }
}

bool begins_with_word(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (text[i] != word[i] && stand_ins(word[i]).find(text[i]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool is_track(std::string_view part) {
  const std::string backwards(part.rbegin(), part.rend());
  return std::ranges::any_of(tracks, [&](std::string_view track) {
    return track.find(part) != std::string_view::npos ||
           track.find(backwards) != std::string_view::npos;
  });
}

/// The length of the longest run at the front; 0 for none.
std::size_t run_length(std::string_view text) {
  std::size_t same = 1;
  while (same < text.size() && text[same] == text[0]) ++same;
  std::size_t walked = 0;
  for (std::size_t length = shortest_run; length <= text.size(); ++length) {
    if (!is_track(text.substr(0, length))) break;
    walked = length;
  }
  const auto longest = std::max(same, walked);
  return longest >= shortest_run ? longest : 0;
}

bool begins_with_year(std::string_view text) {
  return text.size() >= 4 && (text.starts_with("19") || text.starts_with("20")) &&
         is_digit(text[2]) && is_digit(text[3]);
}

std::size_t points_once(std::string_view text, std::span<const std::string> known) {
  std::vector<std::size_t> points(text.size() + 1, text.size() + 1);
  points[0] = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto rest = text.substr(i);
    const auto take = [&](std::size_t length, std::size_t price) {
      points[i + length] = std::min(points[i + length], points[i] + price);
    };
    take(1, begins_a_character(text[i]) ? 1 : 0);
    const auto take_word = [&](std::string_view word) {
      if (begins_with_word(rest, word)) take(word.size(), points_of_a_piece);
    };
    std::ranges::for_each(common_passwords(), take_word);
    std::ranges::for_each(known, take_word);
    if (begins_with_year(rest)) take(4, points_of_a_piece);
    const auto longest = run_length(rest);
    for (auto length = shortest_run; length <= longest; ++length) take(length, points_of_a_piece);
  }
  return points[text.size()];
}

/// The shortest text that gives this one when it is said over and over, the last time cut short
/// maybe; the whole text when nothing repeats.
std::string_view repeated_part(std::string_view text) {
  for (std::size_t length = 1; length <= text.size() / 2; ++length) {
    if (text.substr(length) == text.substr(0, text.size() - length)) return text.substr(0, length);
  }
  return text;
}

}  // namespace

std::size_t password_points(std::string_view password, std::span<const std::string> known) {
  std::string text(password);
  std::ranges::transform(text, text.begin(), lower);
  const auto whole = points_once(text, known);
  const auto part = repeated_part(text);
  if (part.size() == text.size()) return whole;
  return std::min(whole, points_once(part, known) + points_of_a_piece);
}

}  // namespace muster::security
