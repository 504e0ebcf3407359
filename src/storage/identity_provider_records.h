#pragma once

#include "registry/identity_provider.h"
#include "storage/sql.h"

namespace muster::storage {

/// OpenID providers in SQL, and the sign-ins that are under way at them. Thread-safe.
class IdentityProviderRecords final : public registry::IdentityProviders {
 public:
  IdentityProviderRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  std::expected<registry::IdentityProvider, registry::ProviderError> create(
      registry::IdentityProvider provider) override;
  std::optional<registry::IdentityProvider> find(registry::ProviderId id) override;
  std::vector<registry::IdentityProvider> list() override;
  std::expected<void, registry::ProviderError> change(
      const registry::IdentityProvider& provider) override;
  bool remove(registry::ProviderId id) override;

  std::optional<registry::PersonId> person_of(registry::ProviderId id,
                                              std::string_view subject) override;
  void know(registry::ProviderId id, std::string_view subject, registry::PersonId person) override;

  std::vector<registry::OrganisationId> given(registry::ProviderId id,
                                              registry::PersonId person) override;
  void give(registry::ProviderId id, registry::PersonId person,
            registry::OrganisationId organisation) override;

  bool begin(const registry::ProviderHash& state, const registry::PendingSignIn& sign_in) override;
  std::optional<registry::PendingSignIn> take(const registry::ProviderHash& state) override;
  bool note_logout(registry::ProviderId id, const registry::ProviderHash& token,
                   registry::Time expires_at) override;
  void forget_old() override;

 private:
  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
