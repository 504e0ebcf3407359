#pragma once

#include "registry/organisation.h"
#include "storage/sql.h"

namespace muster::storage {

/// Organisations and their settings in SQL. Thread-safe.
class OrganisationRecords final : public registry::Organisations {
 public:
  OrganisationRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  using Changed = std::expected<registry::Organisation, registry::OrganisationError>;

  Changed create(registry::OrganisationKind kind, std::string name) override;
  Changed rename(registry::OrganisationId id, std::string name) override;
  Changed set_state(registry::OrganisationId id, registry::OrganisationState state) override;
  std::expected<void, registry::OrganisationError> remove(registry::OrganisationId id) override;
  registry::OrganisationSettings settings(registry::OrganisationId id) override;
  void set_settings(registry::OrganisationId id,
                    const registry::OrganisationSettings& settings) override;

  std::optional<registry::Organisation> find(registry::OrganisationId id) override;
  std::optional<registry::Organisation> find(registry::OrganisationKind kind,
                                             std::string_view name) override;
  std::vector<registry::Organisation> list(std::optional<registry::OrganisationKind> kind,
                                           registry::OrganisationId after,
                                           std::size_t limit) override;
  std::vector<registry::Organisation> customers_of(registry::OrganisationId partner,
                                                   registry::OrganisationId after,
                                                   std::size_t limit) override;

 private:
  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
