#include "cli/display_width.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "cli/display_width_ranges.h"

namespace muster::cli {

namespace {

struct Decoded {
  std::uint32_t code_point;
  std::size_t bytes;
  bool valid;
};

/// The code point at the start of `text`, which is not empty. One byte when it is no UTF-8.
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (length == 0 || first > 0xF4 || text.size() < length) return {0xFFFD, 1, false};
  std::uint32_t code_point = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {0xFFFD, 1, false};
    code_point = code_point << 6 | (byte(i) & 0x3FU);
  }
  const bool overlong =
      (length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000);
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (overlong || surrogate || code_point > 0x10FFFF) return {0xFFFD, 1, false};
  return {code_point, length, true};
}

template <std::size_t N>
bool within(const CodePointRange (&ranges)[N], std::uint32_t code_point) {
  const auto* range = std::ranges::lower_bound(ranges, code_point, {}, &CodePointRange::last);
  return range != std::end(ranges) && range->first <= code_point;
}

int width_of(std::uint32_t code_point) {
  if (code_point < 0x300) return 1;
  if (within(zero_width_ranges, code_point)) return 0;
  return within(wide_ranges, code_point) ? 2 : 1;
}

bool steers_terminal(std::uint32_t code_point) {
  const bool control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
  // Bidirectional overrides make a line read as another one (CVE-2021-42574).
  const bool direction = (code_point >= 0x202A && code_point <= 0x202E) ||
                         (code_point >= 0x2066 && code_point <= 0x2069);
  return control || direction;
}

}  // namespace

int display_width(std::string_view utf8) {
  int width = 0;
  while (!utf8.empty()) {
    const Decoded decoded = decode(utf8);
    width += width_of(decoded.code_point);
    utf8.remove_prefix(decoded.bytes);
  }
  return width;
}

std::string cut_to_width(std::string_view utf8, int columns) {
  if (columns <= 0) return {};
  if (display_width(utf8) <= columns) return std::string(utf8);
  std::size_t kept = 0;
  int width = 0;
  while (kept < utf8.size()) {
    const Decoded decoded = decode(utf8.substr(kept));
    const int next = width + width_of(decoded.code_point);
    if (next > columns - 1) break;
    width = next;
    kept += decoded.bytes;
  }
  return std::string(utf8.substr(0, kept)) + "…";
}

std::string printable(std::string_view utf8) {
  std::string text;
  text.reserve(utf8.size());
  while (!utf8.empty()) {
    const Decoded decoded = decode(utf8);
    if (decoded.code_point == '\n' || decoded.code_point == '\r') {
      text += decoded.code_point == '\n' ? "␊" : "␍";
    } else if (decoded.code_point == '\t') {
      text += "␉";
    } else if (!decoded.valid || steers_terminal(decoded.code_point)) {
      text += "�";
    } else {
      text += utf8.substr(0, decoded.bytes);
    }
    utf8.remove_prefix(decoded.bytes);
  }
  return text;
}

}  // namespace muster::cli
