#pragma once
// Signatures of devices, by keys of either kind.

#include <cstdint>
#include <span>
#include <string_view>

#include "identity/device_key.h"

namespace muster::api::device {

/// False for a key of no known length, after the work that one of Ed25519 takes.
bool is_signed(std::span<const std::uint8_t> key, std::string_view text,
               const identity::DeviceSignature& signature);

}  // namespace muster::api::device
