#pragma once
// Our side of signing in through an OpenID provider: finds out what it says about itself, redeems
// authorization codes, verifies what it signs. oidc_sign_in.h has what the browser carries.

#include <chrono>
#include <expected>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "registry/time.h"
#include "security/jwt.h"
#include "security/key_set_cache.h"
#include "security/oidc_discovery.h"
#include "security/oidc_sign_in.h"
#include "security/outgoing.h"

namespace muster::security {

struct OidcSettings {
  std::string issuer;         ///< as the provider spells it
  std::string client_id;      ///< that it gave us
  std::string client_secret;  ///< empty for a public client: PKCE alone
  bool operator==(const OidcSettings&) const = default;
};

struct OidcFailure {
  enum class Reason {
    unreachable,    ///< no answer that we could use; the person may try again
    misconfigured,  ///< it is another issuer, or lacks what we need, or does not know us
    code_refused,   ///< the code is old, used, or of another sign-in: begin anew
    token_refused,  ///< see `token`
  };
  Reason reason;
  std::optional<TokenError> token;  ///< with token_refused
  std::string text;                 ///< for the log and the operator
};

constexpr std::chrono::hours discovery_kept_for{1};
constexpr std::chrono::seconds discovery_pause{30};  ///< between two failures

/// One provider. Thread-safe; functions block while they talk to it, for seconds at most.
class OidcClient {
 public:
  OidcClient(OidcSettings settings, Outgoing& outgoing, const registry::Clock& clock);

  const OidcSettings& settings() const { return settings_; }

  /// What it says about itself; fetched at first use, then hourly. While it does not answer, what
  /// it said before holds.
  std::expected<OidcProvider, OidcFailure> provider();

  /// Who has signed in, for the code of code_from_callback(). A code and a sign-in are good once.
  /// `redirect_uri` and `max_age` as they stood in the authorization request.
  std::expected<IdToken, OidcFailure> redeem(
      std::string_view code, const OidcSignIn& sign_in, std::string_view redirect_uri,
      std::optional<std::chrono::seconds> max_age = std::nullopt);

  /// What the provider posted to our back-channel logout endpoint.
  std::expected<LogoutToken, OidcFailure> read_logout(std::string_view token);

 private:
  std::expected<OidcProvider, OidcFailure> fetch_provider();
  template <class Verify>
  auto verified(const OidcProvider& provider, Verify verify)
      -> std::expected<typename decltype(verify(KeySet{}))::value_type, OidcFailure>;

  OidcSettings settings_;
  Outgoing& outgoing_;
  const registry::Clock& clock_;
  KeySetCache keys_;
  std::mutex mutex_;
  std::optional<OidcProvider> provider_;
  std::optional<OidcFailure> failure_;  ///< of the latest fetch
  std::optional<registry::Time> tried_at_;
};

}  // namespace muster::security
