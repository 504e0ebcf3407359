#pragma once
// A text that only whoever knows a secret can read again: for answers that hold a token and must be
// kept for a while. XSalsa20-Poly1305 (libsodium's secretbox) under a key made from the secret.

#include <optional>
#include <string>
#include <string_view>

#include "security/random.h"

namespace muster::security {

/// The result is base64url. `secret` must be beyond guessing, such as a token's text.
std::string seal(std::string_view text, std::string_view secret, Random& random);

/// nullopt when it was sealed with another secret, or was changed.
std::optional<std::string> unseal(std::string_view sealed, std::string_view secret);

}  // namespace muster::security
