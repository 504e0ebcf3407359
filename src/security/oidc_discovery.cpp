#include "security/oidc_discovery.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace muster::security {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& document, std::string_view name) {
  const auto* const value = document.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Whether the list says one of `wanted`, or there is no list.
template <std::size_t N>
bool may_have(const json::object& document, std::string_view name,
              const std::array<std::string_view, N>& wanted) {
  const auto* const list = document.if_contains(name);
  if (list == nullptr || !list->is_array()) return true;
  return std::ranges::any_of(list->get_array(), [&](const json::value& entry) {
    return entry.is_string() &&
           std::ranges::find(wanted, std::string_view(entry.get_string())) != wanted.end();
  });
}

bool is_endpoint(std::string_view url, bool plain_http) {
  return url.starts_with("https://") || (plain_http && url.starts_with("http://"));
}

}  // namespace

std::string discovery_url(std::string_view issuer) {
  while (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string(issuer) + "/.well-known/openid-configuration";
}

std::expected<OidcProvider, DiscoveryError> parse_discovery(std::string_view text,
                                                            std::string_view issuer) {
  boost::system::error_code error;
  const auto value = json::parse(text, error);
  if (error || !value.is_object()) return std::unexpected(DiscoveryError::malformed);
  const auto& document = value.get_object();
  if (text_of(document, "issuer") != issuer) return std::unexpected(DiscoveryError::other_issuer);
  OidcProvider provider{.issuer = std::string(issuer),
                        .authorization_endpoint = text_of(document, "authorization_endpoint"),
                        .token_endpoint = text_of(document, "token_endpoint"),
                        .jwks_uri = text_of(document, "jwks_uri"),
                        .end_session_endpoint = text_of(document, "end_session_endpoint")};
  const bool plain_http = issuer.starts_with("http://");
  for (const auto& url :
       {provider.authorization_endpoint, provider.token_endpoint, provider.jwks_uri}) {
    if (!is_endpoint(url, plain_http)) return std::unexpected(DiscoveryError::missing);
  }
  if (!is_endpoint(provider.end_session_endpoint, plain_http)) {
    provider.end_session_endpoint.clear();
  }
  using Names = std::array<std::string_view, 1>;
  constexpr std::array<std::string_view, 4> signatures = {"RS256", "PS256", "ES256", "EdDSA"};
  if (!may_have(document, "response_types_supported", Names{"code"}) ||
      !may_have(document, "code_challenge_methods_supported", Names{"S256"}) ||
      !may_have(document, "id_token_signing_alg_values_supported", signatures)) {
    return std::unexpected(DiscoveryError::unsupported);
  }
  const auto* const names_itself =
      document.if_contains("authorization_response_iss_parameter_supported");
  provider.names_itself = names_itself != nullptr && *names_itself == json::value(true);
  // Without a list it is client_secret_basic (section 3).
  provider.takes_basic =
      may_have(document, "token_endpoint_auth_methods_supported", Names{"client_secret_basic"});
  return provider;
}

}  // namespace muster::security
