#pragma once
// Secrets that we make and hand out: a prefix that says what it is for and 43 characters of
// base64url, which are 256 random bits. Each is shown once; what is kept is its SHA-256, so that
// whoever reads the database holds none of them. A fast hash is enough, because nobody can guess
// 256 bits however fast he tries. The prefixes let scanners of source code find leaked ones.

#include <string>
#include <string_view>

#include "security/random.h"
#include "security/sha256.h"

namespace muster::security {

enum class SecretKind {
  token,          ///< `mst_`: an API token, or an access token of a client
  link,           ///< `mlk_`: a link that is good once, of an invitation or a new password
  session,        ///< `mss_`: the cookie of who has signed in
  client_secret,  ///< `mcs_`: an OAuth client's
  device_code,    ///< `mdc_`: what a device polls with (RFC 8628)
  enrolment,      ///< `met_`: lets one device enrol
};

struct Secret {
  std::string text;
  Digest hash;
};

Secret make_secret(SecretKind kind, Random& random);

/// Whether the text has the form of such a secret. Anything else need not be looked up.
bool has_secret_form(SecretKind kind, std::string_view text);

/// Of the whole text, prefix included.
Digest hash_of_secret(std::string_view text);

}  // namespace muster::security
