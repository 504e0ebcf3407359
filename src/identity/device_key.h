#pragma once
// A device's own key (Ed25519, RFC 8032) and the texts that it signs: the part of the protocol that
// device and server share. docs/device.md has it byte by byte.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "identity/device_identity.h"

namespace muster::identity {

using DevicePublicKey = std::array<std::uint8_t, 32>;
using DeviceSignature = std::array<std::uint8_t, 64>;
using DeviceSeed = std::array<std::uint8_t, 32>;  ///< the secret: never leaves the device

std::string to_hex(std::span<const std::uint8_t> bytes);  ///< lower case
/// Exactly `out.size()` bytes in lower-case hex; false for anything else.
bool from_hex(std::string_view text, std::span<std::uint8_t> out);

/// What a device signs to enrol. No value holds a line break, so no two enrolments have one text.
std::string enrolment_text(const DeviceIdentity& device, const DevicePublicKey& key,
                           std::int64_t time);
/// What it signs to check in. `time` is in milliseconds since 1970, and grows with each.
std::string check_in_text(std::string_view organisation_id, std::string_view device_id,
                          std::int64_t time);

/// A seed from the system's generator.
DeviceSeed make_device_seed();
DevicePublicKey public_key_of(const DeviceSeed& seed);
DeviceSignature sign(const DeviceSeed& seed, std::string_view text);
/// In the same time for every signature and text of that length.
bool verify(const DevicePublicKey& key, std::string_view text, const DeviceSignature& signature);

}  // namespace muster::identity
