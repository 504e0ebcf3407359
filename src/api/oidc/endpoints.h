#pragma once
// Signing in through OpenID providers: where the browser leaves, where it comes back, and where a
// provider says that somebody has signed out there. Browsers come here, so what goes wrong is told
// on the portal's page `/sign-in`, not as a problem document.

#include <memory>

#include "api/oidc/provider_clients.h"
#include "api/operations.h"

namespace muster::api::oidc {

void add_start(Operations& operations, std::shared_ptr<ProviderClients> clients);
void add_callback(Operations& operations, std::shared_ptr<ProviderClients> clients);
void add_backchannel_logout(Operations& operations, std::shared_ptr<ProviderClients> clients);

}  // namespace muster::api::oidc
