#include "storage/organisation_records.h"

#include "storage/random_id.h"

namespace muster::storage {
namespace {

using registry::Organisation;
using registry::OrganisationError;
using registry::OrganisationId;
using registry::OrganisationKind;
using registry::Relationship;
using registry::RelationshipId;
using registry::RelationshipState;

Organisation organisation_from(const Rows& rows) {
  return {.id = rows.id<OrganisationId>(0),
          .kind = rows.as<OrganisationKind>(1),
          .name = rows.text(2),
          .created_at = rows.time(3)};
}

Relationship relationship_from(const Rows& rows) {
  return {.id = rows.id<RelationshipId>(0),
          .partner = rows.id<OrganisationId>(1),
          .customer = rows.id<OrganisationId>(2),
          .partner_name = rows.text(3),
          .customer_name = rows.text(4),
          .state = rows.as<RelationshipState>(5),
          .delegated_administration = rows.boolean(6),
          .created_at = rows.time(7)};
}

}  // namespace

constexpr std::string_view insert_organisation = R"(
  INSERT INTO organisations (id, kind, name, created_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (kind, name) DO NOTHING)";

std::expected<Organisation, OrganisationError> OrganisationRecords::create(OrganisationKind kind,
                                                                           std::string name) {
  const Organisation made{.id = OrganisationId{random_id()},
                          .kind = kind,
                          .name = std::move(name),
                          .created_at = clock_.now()};
  bool inserted = false;
  database_.write([&](Connection& connection) {
    inserted = execute(connection, insert_organisation, made.id, made.kind, made.name,
                       made.created_at) > 0;
  });
  if (!inserted) return std::unexpected(OrganisationError::name_taken);
  return made;
}

constexpr std::string_view select_organisation = R"(
  SELECT id, kind, name, created_at FROM organisations WHERE id = $1)";

std::optional<Organisation> OrganisationRecords::find(OrganisationId id) {
  std::optional<Organisation> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_organisation, id);
    if (rows.next()) found = organisation_from(rows);
  });
  return found;
}

constexpr std::string_view select_organisation_by_name = R"(
  SELECT id, kind, name, created_at FROM organisations WHERE kind = $1 AND name = $2)";

std::optional<Organisation> OrganisationRecords::find(OrganisationKind kind,
                                                      std::string_view name) {
  std::optional<Organisation> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_organisation_by_name, kind, name);
    if (rows.next()) found = organisation_from(rows);
  });
  return found;
}

constexpr std::string_view select_organisations = R"(
  SELECT id, kind, name, created_at
    FROM organisations
   WHERE id > $1 AND ($2 IS NULL OR kind = $2)
   ORDER BY id
   LIMIT $3)";

std::vector<Organisation> OrganisationRecords::list(std::optional<OrganisationKind> kind,
                                                    OrganisationId after, std::size_t limit) {
  std::vector<Organisation> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_organisations, after, kind, limit);
    while (rows.next()) found.push_back(organisation_from(rows));
  });
  return found;
}

constexpr std::string_view select_customers_of = R"(
  SELECT o.id, o.kind, o.name, o.created_at
    FROM relationships r
    JOIN organisations o ON o.id = r.customer_id
   WHERE r.partner_id = $1 AND r.state = 2 AND r.customer_id > $2
   ORDER BY r.customer_id
   LIMIT $3)";

std::vector<Organisation> OrganisationRecords::customers_of(OrganisationId partner,
                                                            OrganisationId after,
                                                            std::size_t limit) {
  std::vector<Organisation> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_customers_of, partner, after, limit);
    while (rows.next()) found.push_back(organisation_from(rows));
  });
  return found;
}

constexpr std::string_view insert_relationship = R"(
  INSERT INTO relationships
    (id, partner_id, customer_id, state, delegated_administration, created_at)
  VALUES ($1, $2, $3, 2, $4, $5)
  ON CONFLICT DO NOTHING)";

std::expected<Relationship, OrganisationError> OrganisationRecords::relate(
    OrganisationId partner, OrganisationId customer, bool delegated_administration) {
  const auto partner_found = find(partner);
  const auto customer_found = find(customer);
  if (!partner_found || !customer_found) return std::unexpected(OrganisationError::not_found);
  if (partner_found->kind != OrganisationKind::partner ||
      customer_found->kind != OrganisationKind::customer) {
    return std::unexpected(OrganisationError::wrong_kind);
  }
  const Relationship made{.id = RelationshipId{random_id()},
                          .partner = partner,
                          .customer = customer,
                          .partner_name = partner_found->name,
                          .customer_name = customer_found->name,
                          .state = RelationshipState::active,
                          .delegated_administration = delegated_administration,
                          .created_at = clock_.now()};
  bool inserted = false;
  database_.write([&](Connection& connection) {
    inserted = execute(connection, insert_relationship, made.id, partner, customer,
                       delegated_administration, made.created_at) > 0;
  });
  if (!inserted) return std::unexpected(OrganisationError::already_related);
  return made;
}

constexpr std::string_view select_relationship = R"(
  SELECT r.id, r.partner_id, r.customer_id, p.name, c.name, r.state, r.delegated_administration,
         r.created_at
    FROM relationships r
    JOIN organisations p ON p.id = r.partner_id
    JOIN organisations c ON c.id = r.customer_id
   WHERE r.partner_id = $1 AND r.customer_id = $2 AND r.state = 2)";

std::optional<Relationship> OrganisationRecords::relationship(OrganisationId partner,
                                                              OrganisationId customer) {
  std::optional<Relationship> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_relationship, partner, customer);
    if (rows.next()) found = relationship_from(rows);
  });
  return found;
}

constexpr std::string_view select_relationships = R"(
  SELECT r.id, r.partner_id, r.customer_id, p.name, c.name, r.state, r.delegated_administration,
         r.created_at
    FROM relationships r
    JOIN organisations p ON p.id = r.partner_id
    JOIN organisations c ON c.id = r.customer_id
   WHERE r.id > $2 AND ($1 IS NULL OR r.partner_id = $1 OR r.customer_id = $1)
   ORDER BY r.id
   LIMIT $3)";

std::vector<Relationship> OrganisationRecords::relationships(std::optional<OrganisationId> member,
                                                             RelationshipId after,
                                                             std::size_t limit) {
  std::vector<Relationship> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_relationships, member, after, limit);
    while (rows.next()) found.push_back(relationship_from(rows));
  });
  return found;
}

}  // namespace muster::storage
