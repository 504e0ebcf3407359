#pragma once
// Why a signed token was refused.

#include <string_view>

namespace muster::security {

enum class TokenError {
  malformed,        ///< no compact JWS, bad base64url, no JSON object, or over 64 KiB
  unsupported,      ///< an algorithm beside RS256, PS256, ES256, EdDSA, or `crit`
  wrong_type,       ///< the header's `typ` is that of another kind of token
  unknown_key,      ///< no key of that id and type: fetch the key set anew, once
  bad_signature,    ///< the key is there, the signature is not its
  missing_claim,    ///< or of the wrong JSON type
  wrong_issuer,     ///< `iss`
  wrong_audience,   ///< `aud` or `azp`
  expired,          ///< `exp`
  not_yet_valid,    ///< `nbf` or `iat` is in the future: a clock is wrong
  wrong_nonce,      ///< another sign-in's token, or a replayed one
  sign_in_too_old,  ///< `auth_time` is older than was asked for
  no_logout,        ///< `events` does not say that it is a logout token, or it has a nonce
};

/// For the log and for the operator's eyes; says nothing secret.
std::string_view description(TokenError error);

}  // namespace muster::security
