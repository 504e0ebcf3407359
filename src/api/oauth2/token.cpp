// POST /oauth2/token: an API client gets a token that lives an hour (RFC 6749, 4.4), a command line
// the one that a person approved (RFC 8628, 3.4).

#include <boost/json.hpp>

#include "api/oauth2/device_grant.h"
#include "api/oauth2/endpoints.h"
#include "api/oauth2/form_request.h"
#include "api/oauth2/oauth_error.h"
#include "security/secret.h"

namespace muster::api::oauth2 {
namespace {

namespace json = boost::json;

http::Response token_response(const registry::Token& token, const std::string& text,
                              registry::Time now) {
  json::object body{{"access_token", text}, {"token_type", "Bearer"}};
  if (token.expires_at) {
    body["expires_in"] =
        std::chrono::duration_cast<std::chrono::seconds>(*token.expires_at - now).count();
  }
  body["scope"] = registry::to_string(token.scopes);
  auto response = json_response(body);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response grant_to_client(Services& services, const http::Request& request,
                               const security::FormBody& form) {
  const auto client = authenticate_client(services, request, form);
  const auto now = services.clock.now();
  const auto end = now + registry::client_token_lasts;
  const auto secret = security::make_secret(security::SecretKind::token, services.random);
  registry::Token token{.organisation = client.organisation,
                        .name = client.name,
                        .role = client.role,
                        .scopes = requested_scopes(form, client.scopes),
                        .client = client.id,
                        .created_by = client.name,
                        .expires_at = client.expires_at ? std::min(*client.expires_at, end) : end};
  services.in_one_step([&] {
    services.tokens.forget_expired(client.id);
    token = services.tokens.create(std::move(token), secret.hash);
    const auto minute = std::chrono::floor<std::chrono::minutes>(now);
    if (!client.last_used_at || *client.last_used_at < minute) {
      services.clients.used(client.id, minute);
    }
  });
  return token_response(token, secret.text, now);
}

http::Response issue_token(Services& services, const http::Request& request,
                           const security::FormBody& form) {
  const auto grant = form["grant_type"];
  if (grant == "client_credentials") return grant_to_client(services, request, form);
  if (grant == device_grant_type) {
    const auto granted = grant_by_device_code(services, request, form);
    return token_response(granted.token, granted.text, services.clock.now());
  }
  if (grant.empty()) throw OAuthError(ErrorCode::invalid_request, "The form has no grant_type.");
  throw OAuthError(ErrorCode::unsupported_grant_type,
                   "grant_type must be client_credentials or the device code's.");
}

}  // namespace

void add_token_endpoint(Operations& operations) {
  auto& services = operations.services();
  add_form_endpoint(operations, "/oauth2/token", "issue_token",
                    [&services](const http::Request& request, const security::FormBody& form) {
                      return issue_token(services, request, form);
                    });
}

}  // namespace muster::api::oauth2
