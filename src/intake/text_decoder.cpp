#include "intake/text_decoder.h"

#include <utility>

namespace muster::intake {
namespace {

constexpr std::size_t longest_mark = 4;  ///< UTF-32's, which is told apart from UTF-16's
constexpr char broken = '\xFF';

void append_utf8(std::uint32_t character, std::string& text) {
  const auto byte = [&](std::uint32_t value) { text += static_cast<char>(value); };
  if (character < 0x80) {
    byte(character);
  } else if (character < 0x800) {
    byte(0xC0 | (character >> 6));
    byte(0x80 | (character & 0x3F));
  } else if (character < 0x10000) {
    byte(0xE0 | (character >> 12));
    byte(0x80 | ((character >> 6) & 0x3F));
    byte(0x80 | (character & 0x3F));
  } else {
    byte(0xF0 | (character >> 18));
    byte(0x80 | ((character >> 12) & 0x3F));
    byte(0x80 | ((character >> 6) & 0x3F));
    byte(0x80 | (character & 0x3F));
  }
}

}  // namespace

std::string_view to_string(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "utf-8";
    case Encoding::utf8_bom:
      return "utf-8-bom";
    case Encoding::utf16le:
      return "utf-16le";
    case Encoding::utf16be:
      return "utf-16be";
  }
  std::unreachable();
}

std::size_t TextDecoder::mark_size() const {
  switch (encoding_) {
    case Encoding::utf8:
      return 0;
    case Encoding::utf8_bom:
      return 3;
    case Encoding::utf16le:
    case Encoding::utf16be:
      return 2;
  }
  std::unreachable();
}

std::expected<void, TextDecoder::Error> TextDecoder::feed(std::span<const std::byte> bytes,
                                                          std::string& text) {
  if (detected_) {
    decode(bytes, text);
    return {};
  }
  head_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (head_.size() < longest_mark) return {};
  if (const auto found = detect(); !found) return found;
  decode(std::as_bytes(std::span(head_)), text);
  return {};
}

std::expected<void, TextDecoder::Error> TextDecoder::finish(std::string& text) {
  if (!detected_) {
    if (const auto found = detect(); !found) return found;
    decode(std::as_bytes(std::span(head_)), text);
  }
  if (half_unit_ >= 0) return std::unexpected(Error::half_character);
  if (surrogate_ != 0) text += broken;
  return {};
}

std::expected<void, TextDecoder::Error> TextDecoder::detect() {
  using std::string_view_literals::operator""sv;
  detected_ = true;
  const std::string_view head = head_;
  if (head.starts_with("\xFF\xFE\0\0"sv) || head.starts_with("\0\0\xFE\xFF"sv)) {
    return std::unexpected(Error::utf32);
  }
  if (head.starts_with("\xEF\xBB\xBF")) {
    encoding_ = Encoding::utf8_bom;
  } else if (head.starts_with("\xFF\xFE")) {
    encoding_ = Encoding::utf16le;
  } else if (head.starts_with("\xFE\xFF")) {
    encoding_ = Encoding::utf16be;
  } else if (head.size() >= 2 && (head[0] == '\0') != (head[1] == '\0')) {
    return std::unexpected(Error::utf16_without_mark);
  }
  head_.erase(0, mark_size());
  return {};
}

void TextDecoder::decode(std::span<const std::byte> bytes, std::string& text) {
  if (encoding_ == Encoding::utf8 || encoding_ == Encoding::utf8_bom) {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return;
  }
  for (const auto byte : bytes) {
    const int value = std::to_integer<int>(byte);
    if (half_unit_ < 0) {
      half_unit_ = value;
      continue;
    }
    const int first = std::exchange(half_unit_, -1);
    take_unit(static_cast<std::uint32_t>(encoding_ == Encoding::utf16le ? first | (value << 8)
                                                                        : (first << 8) | value),
              text);
  }
}

void TextDecoder::take_unit(std::uint32_t unit, std::string& text) {
  const bool low = unit >= 0xDC00 && unit <= 0xDFFF;
  if (surrogate_ != 0) {
    const auto high = std::exchange(surrogate_, 0);
    if (low) {
      append_utf8(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), text);
      return;
    }
    text += broken;
  }
  if (unit >= 0xD800 && unit <= 0xDBFF) {
    surrogate_ = unit;
  } else if (low) {
    text += broken;
  } else {
    append_utf8(unit, text);
  }
}

std::uint64_t TextDecoder::file_bytes(std::string_view text) const {
  if (encoding_ == Encoding::utf8 || encoding_ == Encoding::utf8_bom) return text.size();
  std::uint64_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool starts_character = (byte & 0xC0) != 0x80;
    const bool beyond_first_plane = byte >= 0xF0 && c != broken;
    units += (starts_character ? 1U : 0U) + (beyond_first_plane ? 1U : 0U);
  }
  return units * 2;
}

}  // namespace muster::intake
