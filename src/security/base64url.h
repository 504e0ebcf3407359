#pragma once
// Base64 for URLs (RFC 4648, section 5), without padding.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster::security {

std::string to_base64url(std::span<const std::uint8_t> bytes);
std::string to_base64url(std::string_view bytes);

/// nullopt for anything that to_base64url() does not write: each text has one spelling only.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace muster::security
