#pragma once
// ECDSA on P-256 with SHA-256 (FIPS 186-5), which TPMs have where they have no Ed25519.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace muster::security {

/// `point` is 04h X Y (SEC 1, 2.3.3), `signature` r and s of 32 bytes each. False as well for what
/// is no point of the curve.
bool verify_p256(std::span<const std::uint8_t, 65> point, std::string_view text,
                 std::span<const std::uint8_t, 64> signature);

}  // namespace muster::security
