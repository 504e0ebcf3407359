#include "security/token_error.h"

namespace muster::security {

std::string_view description(TokenError error) {
  switch (error) {
    case TokenError::malformed:
      return "the token is not a JSON Web Token";
    case TokenError::unsupported:
      return "the token is signed with an algorithm that is not allowed";
    case TokenError::wrong_type:
      return "the token is one of another kind";
    case TokenError::unknown_key:
      return "the provider's key set has no key for the token";
    case TokenError::bad_signature:
      return "the token's signature is wrong";
    case TokenError::missing_claim:
      return "the token lacks a claim, or has one of a wrong type";
    case TokenError::wrong_issuer:
      return "the token is of another issuer";
    case TokenError::wrong_audience:
      return "the token is meant for another client";
    case TokenError::expired:
      return "the token has expired; check both clocks";
    case TokenError::not_yet_valid:
      return "the token is not valid yet; check both clocks";
    case TokenError::wrong_nonce:
      return "the token belongs to another sign-in";
    case TokenError::sign_in_too_old:
      return "the sign-in at the provider is too long ago";
    case TokenError::no_logout:
      return "the token is no logout token";
  }
  return "";
}

}  // namespace muster::security
