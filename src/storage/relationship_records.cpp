#include "storage/relationship_records.h"

#include "storage/random_id.h"

namespace muster::storage {
namespace {

using registry::OrganisationId;
using registry::OrganisationKind;
using registry::Relationship;
using registry::RelationshipError;
using registry::RelationshipId;
using registry::RelationshipState;

}  // namespace

#define MUSTER_SELECT_RELATIONSHIP                                                              \
  "SELECT r.id, r.partner_id, r.customer_id, p.name, c.name, r.state, "                         \
  "r.delegated_administration, r.see_all_devices, r.requested_by, r.created_at, r.expires_at, " \
  "r.decided_at, r.ended_at "                                                                   \
  "FROM relationships r "                                                                       \
  "LEFT JOIN organisations p ON p.id = r.partner_id "                                           \
  "LEFT JOIN organisations c ON c.id = r.customer_id "

Relationship RelationshipRecords::relationship_from(const Rows& rows) const {
  Relationship found{.id = rows.id<RelationshipId>(0),
                     .partner = rows.id<OrganisationId>(1),
                     .customer = rows.id<OrganisationId>(2),
                     .partner_name = rows.text(3),
                     .customer_name = rows.text(4),
                     .state = rows.as<RelationshipState>(5),
                     .delegated_administration = rows.boolean(6),
                     .see_all_devices = rows.boolean(7),
                     .requested_by = rows.text(8),
                     .created_at = rows.time(9),
                     .expires_at = rows.maybe_time(10),
                     .decided_at = rows.maybe_time(11),
                     .ended_at = rows.maybe_time(12)};
  if (found.state == RelationshipState::requested && found.expires_at &&
      *found.expires_at <= clock_.now()) {
    found.state = RelationshipState::expired;
  }
  return found;
}

constexpr std::string_view select_relationship = MUSTER_SELECT_RELATIONSHIP "WHERE r.id = $1";

std::optional<Relationship> RelationshipRecords::read(Connection& connection, RelationshipId id) {
  auto rows = query(connection, select_relationship, id);
  return rows.next() ? std::optional(relationship_from(rows)) : std::nullopt;
}

constexpr std::string_view insert_relationship = R"(
  INSERT INTO relationships
    (id, partner_id, customer_id, state, delegated_administration, see_all_devices, requested_by,
     link_hash, created_at, expires_at, decided_at)
  VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, $10)
  ON CONFLICT DO NOTHING)";

Relationship RelationshipRecords::request(OrganisationId partner, bool delegated_administration,
                                          const registry::LinkHash& link,
                                          std::string requested_by) {
  const RelationshipId id{random_id()};
  const auto now = clock_.now();
  Relationship made;
  database_.write([&](Connection& connection) {
    execute(connection, insert_relationship, id, partner, OrganisationId{},
            RelationshipState::requested, delegated_administration, requested_by, link, now,
            now + registry::relationship_request_lasts, std::optional<registry::Time>{});
    made = read(connection, id).value();
  });
  return made;
}

constexpr std::string_view select_by_link = MUSTER_SELECT_RELATIONSHIP "WHERE r.link_hash = $1";

std::optional<Relationship> RelationshipRecords::find_by_link(const registry::LinkHash& link) {
  std::optional<Relationship> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_by_link, link);
    if (rows.next()) found = relationship_from(rows);
  });
  return found;
}

RelationshipRecords::Changed RelationshipRecords::open_request(Connection& connection,
                                                               RelationshipId id) {
  auto found = read(connection, id);
  if (!found) return std::unexpected(RelationshipError::not_found);
  if (found->state != RelationshipState::requested) {
    return std::unexpected(RelationshipError::not_requested);
  }
  return std::move(*found);
}

constexpr std::string_view select_active_id = R"(
  SELECT id FROM relationships WHERE partner_id = $1 AND customer_id = $2 AND state = 2)";

constexpr std::string_view update_decided = R"(
  UPDATE relationships
     SET customer_id = $2, state = $3, delegated_administration = $4, decided_at = $5
   WHERE id = $1)";

RelationshipRecords::Changed RelationshipRecords::accept(RelationshipId id, OrganisationId customer,
                                                         bool delegated_administration) {
  Changed result = std::unexpected(RelationshipError::not_found);
  database_.write([&](Connection& connection) {
    result = open_request(connection, id);
    if (!result) return;
    if (query(connection, select_active_id, result->partner, customer).next()) {
      result = std::unexpected(RelationshipError::already_related);
      return;
    }
    execute(connection, update_decided, id, customer, RelationshipState::active,
            delegated_administration, clock_.now());
    result = read(connection, id).value();
  });
  return result;
}

RelationshipRecords::Changed RelationshipRecords::decline(RelationshipId id,
                                                          OrganisationId customer) {
  Changed result = std::unexpected(RelationshipError::not_found);
  database_.write([&](Connection& connection) {
    result = open_request(connection, id);
    if (!result) return;
    execute(connection, update_decided, id, customer, RelationshipState::declined,
            result->delegated_administration, clock_.now());
    result = read(connection, id).value();
  });
  return result;
}

RelationshipRecords::Changed RelationshipRecords::withdraw(RelationshipId id) {
  Changed result = std::unexpected(RelationshipError::not_found);
  database_.write([&](Connection& connection) {
    result = open_request(connection, id);
    if (!result) return;
    execute(connection, update_decided, id, OrganisationId{}, RelationshipState::withdrawn,
            result->delegated_administration, clock_.now());
    result = read(connection, id).value();
  });
  return result;
}

// A batch that is not over (2: pending, 3: running) ends after the chunk at hand (5: cancelling).
constexpr std::string_view update_stopped = R"(
  UPDATE batches SET state = 5
   WHERE customer_id = $1 AND created_by = $2 AND state IN (2, 3))";

void RelationshipRecords::stop_batches(Connection& connection, const Relationship& relationship) {
  execute(connection, update_stopped, relationship.customer, relationship.partner);
}

constexpr std::string_view update_terms = R"(
  UPDATE relationships SET delegated_administration = $2, see_all_devices = $3 WHERE id = $1)";

RelationshipRecords::Changed RelationshipRecords::change(
    RelationshipId id, const registry::RelationshipChange& change) {
  Changed result = std::unexpected(RelationshipError::not_found);
  database_.write([&](Connection& connection) {
    auto found = read(connection, id);
    if (!found) return;
    if (found->state != RelationshipState::active) {
      result = std::unexpected(RelationshipError::not_active);
      return;
    }
    const bool delegated =
        change.delegated_administration.value_or(found->delegated_administration);
    if (found->delegated_administration && !delegated) stop_batches(connection, *found);
    execute(connection, update_terms, id, delegated,
            change.see_all_devices.value_or(found->see_all_devices));
    result = read(connection, id).value();
  });
  return result;
}

constexpr std::string_view update_ended = R"(
  UPDATE relationships SET state = 3, ended_at = $2 WHERE id = $1)";

RelationshipRecords::Changed RelationshipRecords::end(RelationshipId id) {
  Changed result = std::unexpected(RelationshipError::not_found);
  database_.write([&](Connection& connection) {
    auto found = read(connection, id);
    if (!found) return;
    if (found->state != RelationshipState::active) {
      result = std::unexpected(RelationshipError::not_active);
      return;
    }
    stop_batches(connection, *found);
    execute(connection, update_ended, id, clock_.now());
    result = read(connection, id).value();
  });
  return result;
}

constexpr std::string_view select_kind = R"(
  SELECT kind FROM organisations WHERE id = $1)";

RelationshipRecords::Changed RelationshipRecords::relate(OrganisationId partner,
                                                         OrganisationId customer,
                                                         bool delegated_administration) {
  Changed result = std::unexpected(RelationshipError::not_found);
  database_.write([&](Connection& connection) {
    for (const auto& [id, kind] : {std::pair(partner, OrganisationKind::partner),
                                   std::pair(customer, OrganisationKind::customer)}) {
      auto rows = query(connection, select_kind, id);
      if (!rows.next()) return;
      if (rows.as<OrganisationKind>(0) != kind) {
        result = std::unexpected(RelationshipError::wrong_kind);
        return;
      }
    }
    const RelationshipId id{random_id()};
    const auto now = clock_.now();
    const auto inserted =
        execute(connection, insert_relationship, id, partner, customer, RelationshipState::active,
                delegated_administration, std::string_view(), std::optional<std::string>{}, now,
                std::optional<registry::Time>{}, now);
    if (inserted == 0) {
      result = std::unexpected(RelationshipError::already_related);
      return;
    }
    result = read(connection, id).value();
  });
  return result;
}

std::optional<Relationship> RelationshipRecords::find(RelationshipId id) {
  std::optional<Relationship> found;
  database_.read([&](Connection& connection) { found = read(connection, id); });
  return found;
}

constexpr std::string_view select_active =
    MUSTER_SELECT_RELATIONSHIP "WHERE r.partner_id = $1 AND r.customer_id = $2 AND r.state = 2";

std::optional<Relationship> RelationshipRecords::active(OrganisationId partner,
                                                        OrganisationId customer) {
  std::optional<Relationship> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_active, partner, customer);
    if (rows.next()) found = relationship_from(rows);
  });
  return found;
}

constexpr std::string_view select_relationships = MUSTER_SELECT_RELATIONSHIP R"(
   WHERE r.id > $1 AND ($2 IS NULL OR r.partner_id = $2 OR r.customer_id = $2)
   ORDER BY r.id
   LIMIT $3)";

std::vector<Relationship> RelationshipRecords::list(std::optional<OrganisationId> member,
                                                    RelationshipId after, std::size_t limit) {
  std::vector<Relationship> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_relationships, after, member, limit);
    while (rows.next()) found.push_back(relationship_from(rows));
  });
  return found;
}

}  // namespace muster::storage
