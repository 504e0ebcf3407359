#include "api/oidc/provider_clients.h"

namespace muster::api::oidc {

std::shared_ptr<security::OidcClient> ProviderClients::of(
    const registry::IdentityProvider& provider) {
  security::OidcSettings settings{.issuer = provider.issuer,
                                  .client_id = provider.client_id,
                                  .client_secret = provider.client_secret};
  const std::lock_guard lock(mutex_);
  auto& client = clients_[provider.id];
  if (!client || client->settings() != settings) {
    client = std::make_shared<security::OidcClient>(std::move(settings), outgoing_, clock_);
  }
  return client;
}

}  // namespace muster::api::oidc
