#pragma once
// Proof Key for Code Exchange (RFC 7636), S256 only: who redeems a code must know the verifier
// whose hash went with the authorization request.

#include <string>
#include <string_view>

#include "security/random.h"

namespace muster::security {

std::string make_code_verifier(Random& random);  ///< 43 characters, 256 random bits

/// BASE64URL(SHA-256(verifier)): 43 characters.
std::string code_challenge(std::string_view verifier);

/// What a token endpoint asks. False for a verifier that RFC 7636, section 4.1, does not allow.
bool fits_code_challenge(std::string_view challenge, std::string_view verifier);

}  // namespace muster::security
