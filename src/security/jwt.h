#pragma once
// What an identity provider tells us in signed tokens: who has signed in (ID tokens; OpenID Connect
// Core 1.0, section 3.1.3.7) and who has signed out there (logout tokens; OpenID Connect
// Back-Channel Logout 1.0, section 2.6).

#include <chrono>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/time.h"
#include "security/jwks.h"
#include "security/token_error.h"

namespace muster::security {

/// How far the provider's clock may be from ours.
constexpr std::chrono::seconds clock_leeway{60};

struct IdTokenExpectation {
  std::string issuer;     ///< byte for byte
  std::string client_id;  ///< ours
  std::string nonce;      ///< of this sign-in; never empty
  /// How long ago the person may have signed in at the provider; asks for `auth_time`.
  std::optional<std::chrono::seconds> max_age;
};

/// Who has signed in. `issuer` and `subject` together are the person; an e-mail address is not.
struct IdToken {
  std::string issuer;
  std::string subject;  ///< 1..255 bytes
  std::string session;  ///< `sid`: what a logout token may name; may be empty
  std::string email;    ///< may be empty
  bool email_verified = false;
  std::string name;  ///< `name`, else `preferred_username`; may be empty
  std::vector<std::string> authentication_methods;  ///< `amr`, such as "mfa"
  std::optional<registry::Time> authenticated_at;   ///< `auth_time`
  /// Every claim that is a text, a whole number, true or false, or a list of these; as texts.
  std::map<std::string, std::vector<std::string>, std::less<>> claims;
  registry::Time issued_at;
  registry::Time expires_at;
};

/// Fails with the first check that does not hold. A nonce is good once: forget it, whatever comes.
std::expected<IdToken, TokenError> verify_id_token(std::string_view token, const KeySet& keys,
                                                   const IdTokenExpectation& expected,
                                                   registry::Time now);

/// Who has signed out: end the sessions of `session` when it is there, else all of `subject`.
struct LogoutToken {
  std::string issuer;
  std::string subject;  ///< empty when only a session is named
  std::string session;  ///< empty when all of the subject's are meant
  std::string id;       ///< `jti`; refuse the second one of an id until `expires_at`
  registry::Time expires_at;
};

std::expected<LogoutToken, TokenError> verify_logout_token(std::string_view token,
                                                           const KeySet& keys,
                                                           std::string_view issuer,
                                                           std::string_view client_id,
                                                           registry::Time now);

}  // namespace muster::security
