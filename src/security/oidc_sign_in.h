#pragma once
// One sign-in through an OpenID provider, as values: what is kept while the browser is away, where
// it is sent, and what it may come back with (OpenID Connect Core 1.0, section 3.1; RFC 9700). Code
// flow with PKCE, state and nonce, always all three.

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "security/form_body.h"
#include "security/oidc_discovery.h"
#include "security/random.h"

namespace muster::security {

/// Keep it for the browser that began, sealed in its cookie or behind one, for some minutes; use it
/// once.
struct OidcSignIn {
  std::string state;          ///< 256 random bits in base64url, as are the others
  std::string nonce;          ///< comes back in the ID token
  std::string code_verifier;  ///< goes to the token endpoint only
  bool operator==(const OidcSignIn&) const = default;
};

OidcSignIn begin_sign_in(Random& random);

struct AuthorizationRequest {
  std::string client_id;
  std::string redirect_uri;
  std::vector<std::string> scopes = {"openid", "email", "profile"};
  std::string login_hint;                       ///< an e-mail address; empty: none
  std::string prompt;                           ///< such as "login"; empty: the provider's choice
  std::optional<std::chrono::seconds> max_age;  ///< hand it to IdTokenExpectation, too
};

/// Where to send the browser.
std::string authorization_url(const OidcProvider& provider, const AuthorizationRequest& request,
                              const OidcSignIn& sign_in);

struct CallbackError {
  enum class Reason {
    other_sign_in,  ///< `state` is missing or another browser's: forged, or a stale tab
    other_issuer,   ///< `iss` is missing where it must be, or another's (mix-up, RFC 9207)
    denied,         ///< the person said no, or may not
    failed,         ///< the provider says an error
    malformed,      ///< neither a code nor an error
  };
  Reason reason;
  std::string code;  ///< the provider's `error`, cut to 64 printable characters; for the log
};

/// The authorization code out of the redirect's parameters.
std::expected<std::string, CallbackError> code_from_callback(const FormBody& parameters,
                                                             const OidcProvider& provider,
                                                             const OidcSignIn& sign_in);

/// Where to send the browser to sign out at the provider as well (OpenID Connect RP-Initiated
/// Logout 1.0); nullopt when it has no such place. `return_to` may be empty.
std::optional<std::string> end_session_url(const OidcProvider& provider, std::string_view client_id,
                                           std::string_view return_to);

}  // namespace muster::security
