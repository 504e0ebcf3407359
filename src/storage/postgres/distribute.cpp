#include "storage/distribute.h"

#include <fmt/format.h>

#include <array>
#include <set>

#include "storage/copy_side.h"
#include "storage/migrations.h"
#include "storage/postgres/connection.h"
#include "storage/postgres/migrate.h"

namespace muster::storage {
namespace {

using postgres::PgConnection;

constexpr std::string_view select_is_installed = R"(
  SELECT 1 FROM pg_extension WHERE extname = 'citus')";

// docs.citusdata.com/en/stable/develop/api_metadata.html: one row a distributed or reference table.
constexpr std::string_view select_distributed = R"(
  SELECT logicalrelid::text FROM pg_dist_partition)";

OpenError citus_is_missing() {
  return {OpenError::Kind::not_a_store,
          "The database has no Citus: its extension is not installed. Install Citus on every node, "
          "set shared_preload_libraries = 'citus', start PostgreSQL again, run CREATE EXTENSION "
          "citus in this database and add the workers with citus_add_node (docs/scale.md). With "
          "--dry-run the statements are printed without it."};
}

std::size_t print_migrations(PgConnection& connection,
                             const std::function<void(const MigrationStep&)>& on_step) {
  const auto migrations = postgres_migrations();
  const auto seen = postgres::has_tables(connection)
                        ? static_cast<std::size_t>(postgres::schema_version(connection))
                        : 0;
  std::size_t steps = 0;
  for (auto next = seen; next < migrations.size(); ++next, ++steps) {
    on_step({.name = migrations[next].name, .sql = migrations[next].sql});
  }
  return steps;
}

std::size_t distribute(PgConnection& connection, bool is_installed, bool dry_run,
                       const std::function<void(const MigrationStep&)>& on_step) {
  std::set<std::string> distributed;
  if (is_installed) {
    auto rows = query(connection, select_distributed);
    while (rows.next()) distributed.insert(rows.text(0));
  }
  std::size_t steps = 0;
  for (const auto& placement : table_placements()) {
    if (distributed.contains(placement.table)) continue;
    const auto sql = distribute_statement(placement);
    if (!dry_run) connection.run(sql);
    on_step({.name = placement.table, .sql = sql});
    ++steps;
  }
  return steps;
}

}  // namespace

std::span<const TablePlacement> table_placements() {
  constexpr const char* customer = "customer_id";
  constexpr const char* organisation = "organisation_id";
  constexpr const char* key = "identity_key";
  static const std::vector<TablePlacement> placements = {
      // 3. Small, and had everywhere.
      {"installation", "", ""},
      {"processes", "", ""},
      {"organisations", "", ""},
      {"organisation_settings", "", ""},
      {"relationships", "", ""},
      {"batches", "", ""},
      {"batch_chunks", "", ""},
      {"batch_decisions", "", ""},
      {"batch_errors", "", ""},
      {"tokens", "", ""},
      {"people", "", ""},
      {"memberships", "", ""},
      {"recovery_codes", "", ""},
      {"sessions", "", ""},
      {"sign_in_failures", "", ""},
      {"one_time_links", "", ""},
      {"identity_providers", "", ""},
      {"identity_provider_rules", "", ""},
      {"provider_memberships", "", ""},
      {"provider_accounts", "", ""},
      {"provider_sign_ins", "", ""},
      {"provider_logouts", "", ""},
      {"api_clients", "", ""},
      {"device_authorizations", "", ""},
      // 1. By identity key, but what is counted by supplier.
      {"suppliers", "", ""},
      {"directory", key, ""},
      {"directory_hashes", key, "directory"},
      {"claims", key, "directory"},
      // 2. By organisation.
      {"registrations", customer, ""},
      {"registration_inputs", customer, "registrations"},
      {"device_blocks", customer, "registrations"},
      {"device_counts", customer, "registrations"},
      {"device_days", customer, "registrations"},
      {"check_ins", customer, "registrations"},
      {"seen_buckets", customer, "registrations"},
      {"device_keys", customer, "registrations"},
      {"tpm_challenges", customer, "registrations"},
      {"enrolment_tokens", organisation, "registrations"},
      {"audit_log", organisation, "registrations"},
      {"requests", organisation, "registrations"},
      {"idempotency_keys", organisation, "registrations"},
      {"webhooks", organisation, "registrations"},
      {"webhook_deliveries", organisation, "registrations"},
  };
  return placements;
}

std::string distribute_statement(const TablePlacement& placement) {
  if (placement.column.empty()) {
    return fmt::format("SELECT create_reference_table('{}');", placement.table);
  }
  return fmt::format("SELECT create_distributed_table('{}', '{}', colocate_with => '{}');",
                     placement.table, placement.column,
                     placement.colocated_with.empty() ? "none" : placement.colocated_with);
}

std::expected<std::size_t, OpenError> migrate_postgres(
    const std::string& address, const MigrationOptions& options,
    const std::function<void(const MigrationStep&)>& on_step) {
  try {
    PgConnection connection(address);
    const bool is_installed = options.distribute && query(connection, select_is_installed).next();
    if (options.distribute && !is_installed && !options.dry_run) {
      return std::unexpected(citus_is_missing());
    }
    std::size_t steps = 0;
    if (options.dry_run) {
      steps = print_migrations(connection, on_step);
    } else {
      const postgres::MigrationLock lock(connection);
      const auto applied = postgres::migrate(connection, postgres_migrations());
      if (!applied) return std::unexpected(applied.error());
      for (const auto& name : *applied) on_step({.name = name, .sql = {}});
      steps = applied->size();
    }
    if (options.distribute) {
      // Programs that start wait until every table is where it belongs.
      std::optional<postgres::MigrationLock> lock;
      if (!options.dry_run) lock.emplace(connection);
      steps += distribute(connection, is_installed, options.dry_run, on_step);
    }
    return steps;
  } catch (const StorageFault& fault) {
    return std::unexpected(
        OpenError{fault.kind() == StorageFault::Kind::unavailable ? OpenError::Kind::unavailable
                                                                  : OpenError::Kind::damaged,
                  fmt::format("The database was not brought up to date: {}", fault.what())});
  }
}

}  // namespace muster::storage
