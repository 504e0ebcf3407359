#include "security/user_code.h"

#include <array>
#include <cstdint>

namespace muster::security {
namespace {

constexpr std::string_view alphabet = "BCDFGHJKLMNPQRSTVWXZ";
constexpr std::size_t letters = 8;

}  // namespace

std::string make_user_code(Random& random) {
  // A byte beyond the last multiple of 20 is drawn again, or the first letters came more often.
  constexpr std::size_t unbiased = 256 - 256 % alphabet.size();
  std::string code;
  while (code.size() < letters) {
    std::array<std::uint8_t, 1> byte{};
    random.fill(std::as_writable_bytes(std::span(byte)));
    if (byte[0] < unbiased) code += alphabet[byte[0] % alphabet.size()];
  }
  return code;
}

std::string shown_user_code(std::string_view code) {
  return std::string(code.substr(0, letters / 2)) + "-" + std::string(code.substr(letters / 2));
}

std::optional<std::string> user_code_from(std::string_view entered) {
  std::string code;
  for (const char c : entered) {
    const char letter = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const bool counts = (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
                        static_cast<unsigned char>(letter) >= 0x80;
    if (!counts) continue;
    if (alphabet.find(letter) == std::string_view::npos || code.size() == letters) {
      return std::nullopt;
    }
    code += letter;
  }
  if (code.size() != letters) return std::nullopt;
  return code;
}

}  // namespace muster::security
