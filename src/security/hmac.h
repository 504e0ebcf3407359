#pragma once
// HMAC (RFC 2104) with the two hashes that we meet.

#include <array>
#include <cstdint>
#include <string_view>

#include "security/sha256.h"

namespace muster::security {

Digest hmac_sha256(std::string_view key, std::string_view text);
/// For one-time codes only: RFC 6238's apps know no other. HMAC does not suffer from SHA-1's
/// collisions.
std::array<std::uint8_t, 20> hmac_sha1(std::string_view key, std::string_view text);

}  // namespace muster::security
