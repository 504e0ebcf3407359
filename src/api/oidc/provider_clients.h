#pragma once
// What is known of each provider between two requests: its discovery document and its keys.

#include <map>
#include <memory>
#include <mutex>

#include "registry/identity_provider.h"
#include "registry/time.h"
#include "security/oidc.h"

namespace muster::api::oidc {

/// Thread-safe.
class ProviderClients {
 public:
  ProviderClients(security::Outgoing& outgoing, const registry::Clock& clock)
      : outgoing_(outgoing), clock_(clock) {}

  /// The client for a provider as it is set up now; anew after a change.
  std::shared_ptr<security::OidcClient> of(const registry::IdentityProvider& provider);

 private:
  security::Outgoing& outgoing_;
  const registry::Clock& clock_;
  std::mutex mutex_;
  std::map<registry::ProviderId, std::shared_ptr<security::OidcClient>> clients_;
};

}  // namespace muster::api::oidc
