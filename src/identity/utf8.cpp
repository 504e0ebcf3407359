#include "identity/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace muster::identity {
namespace {

unsigned char byte_at(std::string_view text, std::size_t offset) {
  return static_cast<unsigned char>(text[offset]);
}

bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/// Length of the valid character at `offset`; 0 when there is none (RFC 3629, section 4).
std::size_t character_length(std::string_view text, std::size_t offset) {
  const auto first = byte_at(text, offset);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || offset + length > text.size()) return 0;
  const auto second = byte_at(text, offset + 1);
  const unsigned char lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (second < lowest || second > highest) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!is_continuation(byte_at(text, offset + i))) return 0;
  }
  return length;
}

/// Eight bytes at a time while all of them are ASCII, which nearly all are.
std::size_t skip_ascii(std::string_view text, std::size_t offset) {
  std::uint64_t word = 0;
  while (offset + sizeof word <= text.size()) {
    std::memcpy(&word, text.data() + offset, sizeof word);
    if ((word & 0x8080808080808080U) != 0) break;
    offset += sizeof word;
  }
  return offset;
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  std::size_t offset = 0;
  while ((offset = skip_ascii(text, offset)) < text.size()) {
    const auto length = character_length(text, offset);
    if (length == 0) return offset;
    offset += length;
  }
  return std::nullopt;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    if (!is_continuation(static_cast<unsigned char>(c))) ++count;
  }
  return count;
}

std::optional<std::size_t> first_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = byte_at(text, i);
    if (byte < 0x20 || byte == 0x7F) return i;
    // U+0080..U+009F are C2 80..C2 9F.
    if (byte == 0xC2 && i + 1 < text.size() && byte_at(text, i + 1) < 0xA0) return i;
  }
  return std::nullopt;
}

bool is_blank(std::string_view text) {
  // U+0020, U+00A0, U+1680, U+2000 to U+200A, U+202F, U+205F, U+3000.
  constexpr std::array<std::string_view, 17> blanks = {" ",
                                                       "\xc2\xa0",
                                                       "\xe1\x9a\x80",
                                                       "\xe2\x80\x80",
                                                       "\xe2\x80\x81",
                                                       "\xe2\x80\x82",
                                                       "\xe2\x80\x83",
                                                       "\xe2\x80\x84",
                                                       "\xe2\x80\x85",
                                                       "\xe2\x80\x86",
                                                       "\xe2\x80\x87",
                                                       "\xe2\x80\x88",
                                                       "\xe2\x80\x89",
                                                       "\xe2\x80\x8a",
                                                       "\xe2\x80\xaf",
                                                       "\xe2\x81\x9f",
                                                       "\xe3\x80\x80"};
  while (!text.empty()) {
    const auto blank = std::ranges::find_if(
        blanks, [&](std::string_view known) { return text.starts_with(known); });
    if (blank == blanks.end()) return false;
    text.remove_prefix(blank->size());
  }
  return true;
}

std::string_view cut_utf8(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && is_continuation(byte_at(text, limit))) --limit;
  return text.substr(0, limit);
}

std::string with_invalid_bytes_shown(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string shown;
  for (std::size_t offset = 0; offset < text.size();) {
    const auto length = character_length(text, offset);
    if (length > 0) {
      shown += text.substr(offset, length);
      offset += length;
      continue;
    }
    const auto byte = byte_at(text, offset++);
    shown += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
  }
  return shown;
}

}  // namespace muster::identity
