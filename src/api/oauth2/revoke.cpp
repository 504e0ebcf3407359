// POST /oauth2/revoke: a client gives back a token that it was issued (RFC 7009). The command line,
// which has no secret, gives back a personal token by showing it.

#include "api/oauth2/device_grant.h"
#include "api/oauth2/endpoints.h"
#include "api/oauth2/form_request.h"
#include "api/oauth2/oauth_error.h"
#include "security/secret.h"

namespace muster::api::oauth2 {
namespace {

/// A token that is unknown, or of somebody else, is answered as one that was revoked: section 2.2.
http::Response revoke(Services& services, Authentication& authentication,
                      const http::Request& request, const security::FormBody& form) {
  const bool by_command_line =
      !request.headers.get("Authorization") && form["client_id"] == public_client;
  const auto client =
      by_command_line ? registry::ClientId{} : authenticate_client(services, request, form).id;
  const auto token = form["token"];
  if (token.empty()) throw OAuthError(ErrorCode::invalid_request, "The form has no token.");
  const auto holder = security::has_secret_form(security::SecretKind::token, token)
                          ? services.tokens.find(security::hash_of_secret(token))
                          : std::nullopt;
  if (holder && holder->token.client == client && (client || holder->token.person)) {
    services.tokens.revoke(holder->token.organisation, holder->token.id);
    authentication.forget();
  }
  return http::Response::empty(200);
}

}  // namespace

void add_revocation(Operations& operations) {
  auto& services = operations.services();
  add_form_endpoint(operations, "/oauth2/revoke", "revoke_issued_token",
                    [&services, authentication = operations.authentication()](
                        const http::Request& request, const security::FormBody& form) {
                      return revoke(services, *authentication, request, form);
                    });
}

}  // namespace muster::api::oauth2
