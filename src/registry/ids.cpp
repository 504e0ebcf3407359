#include "registry/ids.h"

#include <array>

namespace muster::registry {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::uint8_t not_a_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> digit_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(not_a_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

}  // namespace

std::string to_base32(std::uint64_t value, int digits) {
  std::string text(static_cast<std::size_t>(digits), '0');
  for (auto digit = text.rbegin(); digit != text.rend() && value != 0; ++digit, value >>= 5) {
    *digit = alphabet[value & 31];
  }
  return text;
}

std::optional<std::uint64_t> from_base32(std::string_view text, int digits) {
  if (text.size() != static_cast<std::size_t>(digits)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    const auto digit = digit_values[static_cast<unsigned char>(c)];
    if (digit == not_a_digit || value >> 59 != 0) return std::nullopt;
    value = (value << 5) | digit;
  }
  return value;
}

}  // namespace muster::registry
