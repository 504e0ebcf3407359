#pragma once
// A device's own key and the texts that it signs: the part of the protocol that device and server
// share. docs/device.md has it byte by byte. Most keys are of Ed25519 (RFC 8032); a TPM has ECDSA
// on P-256 instead, and its keys are told by their length.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "identity/device_identity.h"

namespace muster::identity {

/// Of Ed25519, 32 bytes; of P-256, 65: 04h, X, Y.
using DevicePublicKey = std::vector<std::uint8_t>;
using Ed25519PublicKey = std::array<std::uint8_t, 32>;
constexpr std::size_t p256_key_size = 65;
/// Of Ed25519, or r and s of ECDSA.
using DeviceSignature = std::array<std::uint8_t, 64>;
using DeviceSeed = std::array<std::uint8_t, 32>;  ///< the secret: never leaves the device

std::string to_hex(std::span<const std::uint8_t> bytes);  ///< lower case
/// Exactly `out.size()` bytes in lower-case hex; false for anything else.
bool from_hex(std::string_view text, std::span<std::uint8_t> out);

/// What a device signs to enrol. No value holds a line break, so no two enrolments have one text.
std::string enrolment_text(const DeviceIdentity& device, std::span<const std::uint8_t> key,
                           std::int64_t time);
/// What it signs to check in. `time` is in milliseconds since 1970, and grows with each.
std::string check_in_text(std::string_view organisation_id, std::string_view device_id,
                          std::int64_t time);

/// Of a session of check-ins, and the HMAC-SHA-256 (RFC 2104) that it makes of one.
using CheckInKey = std::array<std::uint8_t, 32>;
using CheckInMac = std::array<std::uint8_t, 32>;
CheckInMac check_in_mac(const CheckInKey& key, std::string_view organisation_id,
                        std::string_view device_id, std::int64_t time, std::string_view session);

/// A seed from the system's generator.
DeviceSeed make_device_seed();
Ed25519PublicKey public_key_of(const DeviceSeed& seed);
DeviceSignature sign(const DeviceSeed& seed, std::string_view text);
/// Of Ed25519, in the same time for every signature and text of that length.
bool verify(const Ed25519PublicKey& key, std::string_view text, const DeviceSignature& signature);

}  // namespace muster::identity
