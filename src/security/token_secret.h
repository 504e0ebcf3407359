#pragma once
// The text of an API token: `mst_` and 43 characters of base64url, which are 256 random bits. It is
// shown once, when it is made; what is kept is its SHA-256. A fast hash is enough, because nobody
// can guess 256 bits however fast he tries.

#include <string>
#include <string_view>

#include "registry/token.h"
#include "security/random.h"

namespace muster::security {

struct TokenSecret {
  std::string text;
  registry::TokenHash hash;
};

TokenSecret make_token_secret(Random& random);

/// Whether the text has the form of a token. Anything else need not be looked up.
bool has_token_form(std::string_view text);

registry::TokenHash hash_of_token(std::string_view text);

}  // namespace muster::security
