#pragma once
// What an OpenID provider says about itself at ISSUER/.well-known/openid-configuration (OpenID
// Connect Discovery 1.0, sections 3 and 4).

#include <expected>
#include <string>
#include <string_view>

namespace muster::security {

struct OidcProvider {
  std::string issuer;
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  std::string end_session_endpoint;  ///< empty when it has none
  bool names_itself = false;         ///< answers carry `iss` (RFC 9207)
  bool takes_basic = true;           ///< client_secret_basic; else client_secret_post
  bool operator==(const OidcProvider&) const = default;
};

enum class DiscoveryError {
  malformed,     ///< no JSON object
  other_issuer,  ///< it speaks for another issuer than was asked (section 4.3)
  missing,       ///< an endpoint, or one that is no https URL
  unsupported,   ///< says that it knows neither code flow, S256 nor a signature that we verify
};

/// The issuer without a slash at its end, and the well-known path.
std::string discovery_url(std::string_view issuer);

/// `issuer` as the operator configured it, byte for byte. Endpoints must be https unless the issuer
/// itself is http.
std::expected<OidcProvider, DiscoveryError> parse_discovery(std::string_view text,
                                                            std::string_view issuer);

}  // namespace muster::security
