#pragma once
// Base64 as RFC 4648, section 4, with what people's tools put between the characters.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace muster::identity {

/// Where a text stops being Base64.
struct Base64Error {
  std::size_t character = 0;  ///< 1-based position in the text as given; past its end: cut short
  bool operator==(const Base64Error&) const = default;
};

/// Skips spaces, line breaks and double quotes; padding may be missing.
std::expected<std::vector<std::uint8_t>, Base64Error> from_base64(std::string_view text);

std::string to_base64(const std::vector<std::uint8_t>& bytes);

}  // namespace muster::identity
