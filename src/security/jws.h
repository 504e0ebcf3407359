#pragma once
// Signed texts in their compact form (RFC 7515, section 7.1): `HEADER.PAYLOAD.SIGNATURE`. What the
// token's own header says is not believed: it picks among keys that we have, and an algorithm
// counts only where it is the key's (RFC 8725, section 3.1). `none` and HMAC do not exist here, and
// keys or addresses in the header (`jwk`, `jku`, `x5c`, `x5u`) are never looked at.

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "security/jwks.h"
#include "security/token_error.h"

namespace muster::security {

constexpr std::size_t max_token_bytes = std::size_t{64} << 10;

struct SignedText {
  std::string type;     ///< the header's `typ` in lower case, without `application/`; may be empty
  std::string payload;  ///< any bytes; signed by one of the keys
};

/// With a `kid`, the key of that id; without one, the only key of the algorithm's kind (OpenID
/// Connect Core, section 10.1: several need a kid). Fails with malformed, unsupported, unknown_key
/// or bad_signature.
std::expected<SignedText, TokenError> verify_jws(std::string_view compact, const KeySet& keys);

}  // namespace muster::security
