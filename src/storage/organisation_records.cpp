#include "storage/organisation_records.h"

#include "registry/role.h"
#include "storage/organisation_row.h"
#include "storage/random_id.h"
#include "storage/text_list.h"

namespace muster::storage {
namespace {

using registry::Organisation;
using registry::OrganisationError;
using registry::OrganisationId;
using registry::OrganisationKind;
using registry::OrganisationSettings;
using registry::OrganisationState;

constexpr std::string_view select_organisation =
    "SELECT " MUSTER_ORGANISATION_COLUMNS " FROM organisations o WHERE o.id = $1";

std::optional<Organisation> read_organisation(Connection& connection, OrganisationId id) {
  auto rows = query(connection, select_organisation, id);
  return rows.next() ? std::optional(organisation_from(rows)) : std::nullopt;
}

}  // namespace

constexpr std::string_view insert_organisation = R"(
  INSERT INTO organisations (id, kind, name, created_at, state) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (kind, name) DO NOTHING)";

OrganisationRecords::Changed OrganisationRecords::create(OrganisationKind kind, std::string name) {
  Organisation made{.id = OrganisationId{random_id()},
                    .kind = kind,
                    .name = std::move(name),
                    .created_at = clock_.now()};
  bool inserted = false;
  database_.write([&](Connection& connection) {
    inserted = execute(connection, insert_organisation, made.id, made.kind, made.name,
                       made.created_at, made.state) > 0;
  });
  if (!inserted) return std::unexpected(OrganisationError::name_taken);
  return made;
}

constexpr std::string_view select_namesake = R"(
  SELECT 1 FROM organisations
   WHERE kind = (SELECT kind FROM organisations WHERE id = $1) AND name = $2 AND id <> $1)";

constexpr std::string_view update_name = R"(
  UPDATE organisations SET name = $2 WHERE id = $1)";

OrganisationRecords::Changed OrganisationRecords::rename(OrganisationId id, std::string name) {
  Changed result = std::unexpected(OrganisationError::not_found);
  database_.write([&](Connection& connection) {
    if (query(connection, select_namesake, id, name).next()) {
      result = std::unexpected(OrganisationError::name_taken);
      return;
    }
    execute(connection, update_name, id, name);
    if (auto renamed = read_organisation(connection, id)) result = std::move(*renamed);
  });
  return result;
}

constexpr std::string_view update_state = R"(
  UPDATE organisations SET state = $2 WHERE id = $1)";

OrganisationRecords::Changed OrganisationRecords::set_state(OrganisationId id,
                                                            OrganisationState state) {
  Changed result = std::unexpected(OrganisationError::not_found);
  database_.write([&](Connection& connection) {
    execute(connection, update_state, id, state);
    if (auto changed = read_organisation(connection, id)) result = std::move(*changed);
  });
  return result;
}

// What would let somebody in, or be sent, goes with the organisation. Its batches stay: the audit
// log speaks of them.
constexpr std::string_view delete_organisation = R"(
  DELETE FROM organisations WHERE id = $1)";
constexpr std::string_view delete_settings = R"(
  DELETE FROM organisation_settings WHERE organisation_id = $1)";
constexpr std::string_view delete_tokens = R"(
  DELETE FROM tokens WHERE organisation_id = $1)";
constexpr std::string_view delete_clients = R"(
  DELETE FROM api_clients WHERE organisation_id = $1)";
constexpr std::string_view delete_memberships = R"(
  DELETE FROM memberships WHERE organisation_id = $1)";
constexpr std::string_view delete_given_memberships = R"(
  DELETE FROM provider_memberships WHERE organisation_id = $1)";
constexpr std::string_view delete_rules = R"(
  DELETE FROM identity_provider_rules WHERE organisation_id = $1)";
constexpr std::string_view delete_links = R"(
  DELETE FROM one_time_links WHERE organisation_id = $1)";
constexpr std::string_view delete_deliveries = R"(
  DELETE FROM webhook_deliveries
   WHERE webhook_id IN (SELECT id FROM webhooks WHERE organisation_id = $1))";
constexpr std::string_view delete_webhooks = R"(
  DELETE FROM webhooks WHERE organisation_id = $1)";
constexpr std::string_view delete_enrolment_tokens = R"(
  DELETE FROM enrolment_tokens WHERE organisation_id = $1)";
constexpr std::string_view delete_tpm_challenges = R"(
  DELETE FROM tpm_challenges WHERE customer_id = $1)";
constexpr std::string_view end_relationships_of = R"(
  UPDATE relationships SET state = 3, ended_at = $2
   WHERE (partner_id = $1 OR customer_id = $1) AND state IN (1, 2))";

std::expected<void, OrganisationError> OrganisationRecords::remove(OrganisationId id) {
  bool removed = false;
  database_.write([&](Connection& connection) {
    removed = execute(connection, delete_organisation, id) > 0;
    for (const auto sql : {delete_settings, delete_tokens, delete_clients, delete_memberships,
                           delete_given_memberships, delete_rules, delete_links, delete_deliveries,
                           delete_webhooks, delete_enrolment_tokens, delete_tpm_challenges}) {
      execute(connection, sql, id);
    }
    execute(connection, end_relationships_of, id, clock_.now());
  });
  if (!removed) return std::unexpected(OrganisationError::not_found);
  return {};
}

constexpr std::string_view select_settings = R"(
  SELECT default_group_tag, check_in_age_ms, notification_addresses, hardware_hash_alone,
         hash_approver, require_tpm
    FROM organisation_settings
   WHERE organisation_id = $1)";

OrganisationSettings OrganisationRecords::settings(OrganisationId id) {
  OrganisationSettings found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_settings, id);
    if (!rows.next()) return;
    found = {.default_group_tag = rows.text(0),
             .check_in_age = std::chrono::milliseconds{rows.integer(1)},
             .notification_addresses = texts_from(rows.view(2)),
             .hardware_hash_alone = rows.boolean(3),
             .hash_approver = {},
             .require_tpm = rows.boolean(5)};
    if (rows.integer(4) != 0) found.hash_approver = rows.as<registry::Role>(4);
  });
  return found;
}

constexpr std::string_view upsert_settings = R"(
  INSERT INTO organisation_settings
    (organisation_id, default_group_tag, check_in_age_ms, notification_addresses,
     hardware_hash_alone, hash_approver, require_tpm)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (organisation_id) DO UPDATE
     SET default_group_tag = excluded.default_group_tag,
         check_in_age_ms = excluded.check_in_age_ms,
         notification_addresses = excluded.notification_addresses,
         hardware_hash_alone = excluded.hardware_hash_alone,
         hash_approver = excluded.hash_approver,
         require_tpm = excluded.require_tpm)";

void OrganisationRecords::set_settings(OrganisationId id, const OrganisationSettings& settings) {
  database_.write([&](Connection& connection) {
    execute(connection, upsert_settings, id, settings.default_group_tag,
            settings.check_in_age.count(), to_text(settings.notification_addresses),
            settings.hardware_hash_alone, settings.hash_approver.value_or(registry::Role{}),
            settings.require_tpm);
  });
}

std::optional<Organisation> OrganisationRecords::find(OrganisationId id) {
  std::optional<Organisation> found;
  database_.read([&](Connection& connection) { found = read_organisation(connection, id); });
  return found;
}

constexpr std::string_view select_organisation_by_name =
    "SELECT " MUSTER_ORGANISATION_COLUMNS " FROM organisations o WHERE o.kind = $1 AND o.name = $2";

std::optional<Organisation> OrganisationRecords::find(OrganisationKind kind,
                                                      std::string_view name) {
  std::optional<Organisation> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_organisation_by_name, kind, name);
    if (rows.next()) found = organisation_from(rows);
  });
  return found;
}

constexpr std::string_view select_organisations = "SELECT " MUSTER_ORGANISATION_COLUMNS R"(
    FROM organisations o
   WHERE o.id > $1 AND ($2 IS NULL OR o.kind = $2)
   ORDER BY o.id
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

constexpr std::string_view select_customers_of = "SELECT " MUSTER_ORGANISATION_COLUMNS R"(
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

}  // namespace muster::storage
