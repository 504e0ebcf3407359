#pragma once

#include "registry/relationship.h"
#include "storage/sql.h"

namespace muster::storage {

/// Relationships in SQL. Thread-safe.
class RelationshipRecords final : public registry::Relationships {
 public:
  RelationshipRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  using Changed = std::expected<registry::Relationship, registry::RelationshipError>;

  registry::Relationship request(registry::OrganisationId partner, bool delegated_administration,
                                 const registry::LinkHash& link, std::string requested_by) override;
  std::optional<registry::Relationship> find_by_link(const registry::LinkHash& link) override;
  Changed accept(registry::RelationshipId id, registry::OrganisationId customer,
                 bool delegated_administration) override;
  Changed decline(registry::RelationshipId id, registry::OrganisationId customer) override;
  Changed withdraw(registry::RelationshipId id) override;
  Changed change(registry::RelationshipId id, const registry::RelationshipChange& change) override;
  Changed end(registry::RelationshipId id) override;
  Changed relate(registry::OrganisationId partner, registry::OrganisationId customer,
                 bool delegated_administration) override;

  std::optional<registry::Relationship> find(registry::RelationshipId id) override;
  std::optional<registry::Relationship> active(registry::OrganisationId partner,
                                               registry::OrganisationId customer) override;
  std::vector<registry::Relationship> list(std::optional<registry::OrganisationId> member,
                                           registry::RelationshipId after,
                                           std::size_t limit) override;

 private:
  registry::Relationship relationship_from(const Rows& rows) const;
  std::optional<registry::Relationship> read(Connection& connection, registry::RelationshipId id);
  /// The request of this id as it is now, or why it is none any more.
  Changed open_request(Connection& connection, registry::RelationshipId id);
  /// Ends what the partner is doing for the customer: its open batches stop before their next
  /// chunk.
  static void stop_batches(Connection& connection, const registry::Relationship& relationship);

  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
