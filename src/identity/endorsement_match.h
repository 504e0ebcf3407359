#pragma once
// Whether a hardware hash was made on the machine that has a certain TPM.
//
// Windows writes the public endorsement key into item 25, and a SHA-256 of it into item 11 (kind
// 1). In which form the key stands there is not published, so each form that Windows has for an RSA
// key is taken: none of them can be met by another key.

#include <cstdint>
#include <span>

#include "identity/hardware_hash.h"

namespace muster::identity {

enum class EndorsementMatch : std::uint8_t {
  not_named,  ///< the hash names no TPM
  other,      ///< it names another
  same,
};

/// `modulus` of an endorsement key of RSA 2048 with the exponent 65537.
EndorsementMatch match_endorsement(const HardwareHash& hash, std::span<const std::uint8_t> modulus);

}  // namespace muster::identity
