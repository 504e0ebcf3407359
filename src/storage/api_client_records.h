#pragma once

#include "registry/api_client.h"
#include "storage/sql.h"

namespace muster::storage {

/// API clients in SQL. Thread-safe.
class ApiClientRecords final : public registry::ApiClients {
 public:
  ApiClientRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  registry::ApiClient create(registry::ApiClient client,
                             const registry::ClientSecretHash& secret) override;
  std::optional<Holder> find(registry::ClientId id) override;
  std::optional<registry::ApiClient> find(registry::OrganisationId organisation,
                                          registry::ClientId id) override;
  std::vector<registry::ApiClient> list(registry::OrganisationId organisation) override;
  std::optional<registry::ApiClient> rotate(registry::OrganisationId organisation,
                                            registry::ClientId id,
                                            const registry::ClientSecretHash& secret) override;
  bool revoke(registry::OrganisationId organisation, registry::ClientId id) override;
  void used(registry::ClientId id, registry::Time when) override;

 private:
  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
