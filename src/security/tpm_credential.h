#pragma once
// A secret that one TPM alone can read, and only while it holds one key: what TPM2_MakeCredential
// does, without a TPM (TPM 2.0 Library, part 1, 24). Whoever tells the secret has the private half
// of the endorsement key, and the key of that name, in one TPM.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "security/random.h"

namespace muster::security {

struct TpmCredential {
  std::vector<std::uint8_t> blob;              ///< TPMS_ID_OBJECT: the HMAC with its size, the rest
  std::vector<std::uint8_t> encrypted_secret;  ///< TPM2B_ENCRYPTED_SECRET without its size
};

/// `modulus` of an endorsement key of RSA 2048 (its exponent is 65537), whose name and symmetric
/// algorithms are SHA-256 and AES-128 in CFB mode; `name` of the key to be proven.
TpmCredential make_tpm_credential(std::span<const std::uint8_t> modulus,
                                  std::span<const std::uint8_t> name,
                                  std::span<const std::uint8_t, 32> secret, Random& random);

}  // namespace muster::security
