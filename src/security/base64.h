#pragma once
// Base64 (RFC 4648) as protocols write it, strictly one spelling of each text.
// identity/base64.h reads what people's tools write.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster::security {

/// Section 4, with padding.
std::string to_base64(std::span<const std::uint8_t> bytes);
std::string to_base64(std::string_view bytes);
/// nullopt for anything that to_base64() does not write.
std::optional<std::string> from_base64(std::string_view text);

/// Section 5, the alphabet for URLs, without padding.
std::string to_base64url(std::span<const std::uint8_t> bytes);
std::string to_base64url(std::string_view bytes);
/// nullopt for anything that to_base64url() does not write.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace muster::security
