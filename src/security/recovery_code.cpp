#include "security/recovery_code.h"

#include <array>
#include <cstdint>

namespace muster::security {
namespace {

constexpr std::size_t digits = 16;
constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

std::string shown(std::string_view code) {
  std::string text;
  for (std::size_t i = 0; i < code.size(); i += 4) {
    if (i > 0) text += '-';
    text += code.substr(i, 4);
  }
  return text;
}

}  // namespace

std::vector<RecoveryCode> make_recovery_codes(Random& random) {
  std::vector<RecoveryCode> codes;
  for (std::size_t i = 0; i < recovery_code_count; ++i) {
    std::array<std::uint8_t, digits> bytes{};
    random.fill(std::as_writable_bytes(std::span(bytes)));
    std::string code;
    for (const auto byte : bytes) code += alphabet[byte & 31];  // 256 is a multiple of 32: unbiased
    codes.push_back({.text = shown(code), .hash = sha256(code)});
  }
  return codes;
}

std::optional<Digest> hash_of_recovery_code(std::string_view entered) {
  std::string code;
  for (const char c : entered) {
    if (c == '-' || c == ' ') continue;
    char digit = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (digit == 'o') digit = '0';
    if (digit == 'i' || digit == 'l') digit = '1';
    if (alphabet.find(digit) == std::string_view::npos || code.size() == digits) {
      return std::nullopt;
    }
    code += digit;
  }
  if (code.size() != digits) return std::nullopt;
  return sha256(code);
}

}  // namespace muster::security
