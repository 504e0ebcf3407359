#pragma once

#include <functional>

#include "registry/organisation.h"
#include "storage/sql.h"

namespace muster::storage {

/// Organisations and relationships in SQL. Thread-safe.
class OrganisationRecords final : public registry::Organisations {
 public:
  OrganisationRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  std::expected<registry::Organisation, registry::OrganisationError> create(
      registry::OrganisationKind kind, std::string name) override;
  std::optional<registry::Organisation> find(registry::OrganisationId id) override;
  std::optional<registry::Organisation> find(registry::OrganisationKind kind,
                                             std::string_view name) override;
  std::vector<registry::Organisation> list(std::optional<registry::OrganisationKind> kind,
                                           registry::OrganisationId after,
                                           std::size_t limit) override;
  std::vector<registry::Organisation> customers_of(registry::OrganisationId partner,
                                                   registry::OrganisationId after,
                                                   std::size_t limit) override;
  std::expected<registry::Relationship, registry::OrganisationError> relate(
      registry::OrganisationId partner, registry::OrganisationId customer,
      bool delegated_administration) override;
  std::optional<registry::Relationship> relationship(registry::OrganisationId partner,
                                                     registry::OrganisationId customer) override;
  std::vector<registry::Relationship> relationships(std::optional<registry::OrganisationId> member,
                                                    registry::RelationshipId after,
                                                    std::size_t limit) override;

 private:
  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
