#include "security/token_secret.h"

#include "security/secret.h"

namespace muster::security {

TokenSecret make_token_secret(Random& random) {
  auto secret = make_secret(SecretKind::token, random);
  return {.text = std::move(secret.text), .hash = secret.hash};
}

bool has_token_form(std::string_view text) { return has_secret_form(SecretKind::token, text); }

registry::TokenHash hash_of_token(std::string_view text) { return hash_of_secret(text); }

}  // namespace muster::security
