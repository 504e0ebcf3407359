#include "identity/base64.h"

#include <array>

namespace muster::identity {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t not_a_digit = 0xFF;
constexpr std::uint8_t skipped = 0xFE;

constexpr std::array<std::uint8_t, 256> values = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(not_a_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  for (const char c : {' ', '\t', '\r', '\n', '"'}) table[static_cast<unsigned char>(c)] = skipped;
  return table;
}();

}  // namespace

std::expected<std::vector<std::uint8_t>, Base64Error> from_base64(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  int digits = 0;
  int padding = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto value = values[static_cast<unsigned char>(text[i])];
    if (value == skipped) continue;
    if (text[i] == '=') {
      // Padding fills a group of four that has two or three digits.
      ++padding;
      if (digits < 2 || digits + padding > 4) return std::unexpected(Base64Error{i + 1});
      continue;
    }
    if (value == not_a_digit || padding > 0) return std::unexpected(Base64Error{i + 1});
    group = (group << 6) | value;
    if (++digits == 4) {
      bytes.push_back(static_cast<std::uint8_t>(group >> 16));
      bytes.push_back(static_cast<std::uint8_t>(group >> 8));
      bytes.push_back(static_cast<std::uint8_t>(group));
      group = 0;
      digits = 0;
    }
  }
  if (digits == 1 || (padding > 0 && digits + padding != 4)) {
    return std::unexpected(Base64Error{text.size() + 1});
  }
  if (digits >= 2) bytes.push_back(static_cast<std::uint8_t>(group >> (6 * digits - 8)));
  if (digits == 3) bytes.push_back(static_cast<std::uint8_t>(group >> 2));
  return bytes;
}

std::string to_base64(const std::vector<std::uint8_t>& bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    const std::uint32_t group = (std::uint32_t{bytes[i]} << 16) |
                                (left > 1 ? std::uint32_t{bytes[i + 1]} << 8 : 0) |
                                (left > 2 ? std::uint32_t{bytes[i + 2]} : 0);
    text += alphabet[group >> 18];
    text += alphabet[(group >> 12) & 63];
    text += left > 1 ? alphabet[(group >> 6) & 63] : '=';
    text += left > 2 ? alphabet[group & 63] : '=';
  }
  return text;
}

}  // namespace muster::identity
