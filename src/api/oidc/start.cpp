// GET /oidc/{provider_id}/start: sends the browser to the provider, and keeps what it has to come
// back with. A cookie binds the sign-in to this browser: an address with somebody else's `state`
// signs nobody in.

#include "api/link_address.h"
#include "api/oidc/browser_cookie.h"
#include "api/oidc/endpoints.h"
#include "api/oidc/failed_sign_in.h"
#include "security/pkce.h"
#include "security/secret.h"

namespace muster::api::oidc {
namespace {

using registry::ProviderId;

registry::IdentityProvider provider_of(Services& services, const http::Request& request) {
  const auto id = ProviderId::parse(request.path_parameters.at("provider_id"));
  auto found = id ? services.identity_providers.find(*id) : std::nullopt;
  if (!found || !found->enabled) {
    throw FailedSignIn{SignInFault::provider_unknown,
                       "There is no such identity provider, or it is switched off."};
  }
  return std::move(*found);
}

http::Response start(Services& services, ProviderClients& clients, const http::Request& request) {
  const auto provider = provider_of(services, request);
  const auto known = clients.of(provider)->provider();
  if (!known) throw failure_of(known.error());

  const auto sign_in = security::begin_sign_in(services.random);
  const auto browser = security::make_code_verifier(services.random);
  const auto redirect_uri = portal_address(services, request, "oidc/callback");
  if (!services.identity_providers.begin(security::hash_of_secret(sign_in.state),
                                         {.provider = provider.id,
                                          .browser = security::hash_of_secret(browser),
                                          .nonce = sign_in.nonce,
                                          .code_verifier = sign_in.code_verifier,
                                          .redirect_uri = redirect_uri,
                                          .address = request.client_address,
                                          .created_at = {}})) {
    throw FailedSignIn{SignInFault::too_many_sign_ins,
                       "Too many sign-ins are under way. They last 15 minutes."};
  }
  auto response = redirect(security::authorization_url(
      *known,
      {.client_id = provider.client_id, .redirect_uri = redirect_uri, .scopes = provider.scopes},
      sign_in));
  set_browser_cookie(services, request, response, browser);
  return response;
}

}  // namespace

void add_start(Operations& operations, std::shared_ptr<ProviderClients> clients) {
  auto& services = operations.services();
  operations.add_open("GET", "/oidc/{provider_id}/start", "start_provider_sign_in",
                      [&services, clients = std::move(clients)](http::Request& request) {
                        try {
                          return start(services, *clients, request);
                        } catch (const FailedSignIn& failed) {
                          return to_response(failed, request);
                        }
                      });
}

}  // namespace muster::api::oidc
