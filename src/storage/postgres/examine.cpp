#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>

#include "storage/examination.h"
#include "storage/migrations.h"
#include "storage/postgres/connection.h"
#include "storage/postgres/migrate.h"
#include "storage/process_records.h"
#include "storage/store.h"

namespace muster::storage {
namespace {

using postgres::PgConnection;

/// Leases are compared with clocks of other machines, which may differ by a third of one
/// (registry/process.h).
constexpr std::int64_t most_apart = registry::process_lease.count() / 3;

std::string setting(PgConnection& connection, std::string_view name) {
  auto& statement = connection.prepare("SELECT current_setting($1)");
  statement.bind_text(1, name);
  statement.step();
  std::string value(statement.text(0));
  statement.reset();
  return value;
}

/// What was answered as accepted outlives a power cut only where the database waits for its disk
/// (postgresql.org/docs/15/runtime-config-wal.html).
Finding durability(PgConnection& connection) {
  for (const auto* name : {"fsync", "full_page_writes", "synchronous_commit"}) {
    if (setting(connection, name) == "off") {
      return {false, "durability",
              fmt::format("{} is off: what was accepted can be lost when the database's machine "
                          "loses power. Set it to on.",
                          name)};
    }
  }
  return {true, "durability",
          fmt::format("a commit waits for the disk (synchronous_commit = {})",
                      setting(connection, "synchronous_commit"))};
}

Finding clocks(PgConnection& connection, registry::Time now) {
  auto& statement =
      connection.prepare("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::BIGINT");
  statement.step();
  const auto apart = std::abs(statement.integer(0) - now.time_since_epoch().count());
  statement.reset();
  if (apart <= most_apart)
    return {true, "clock of the database", fmt::format("{} ms apart", apart)};
  return {false, "clock of the database",
          fmt::format("it differs from this machine's by {} s. Start a time service on both.",
                      apart / 1000)};
}

Finding processes(PgConnection& connection) {
  auto& statement = connection.prepare(
      "SELECT kind, count(*) FROM processes WHERE alive_until > $1 GROUP BY kind ORDER BY kind");
  statement.bind_integer(1, lease_clock());
  std::string alive;
  while (statement.step()) {
    alive +=
        fmt::format("{}{} {}", alive.empty() ? "" : ", ", statement.integer(1), statement.text(0));
  }
  statement.reset();
  return {true, "processes", alive.empty() ? "none is running" : alive};
}

}  // namespace

std::vector<Finding> examine_postgres(const std::string& address, const registry::Clock& clock) {
  std::vector<Finding> findings;
  try {
    PgConnection connection(address);
    findings.push_back(
        {true, "database", fmt::format("PostgreSQL {}", setting(connection, "server_version"))});
    findings.push_back(durability(connection));
    findings.push_back(clocks(connection, clock.now()));
    if (!postgres::has_tables(connection)) {
      findings.push_back({false, "schema of the database",
                          "it holds no data of Muster. Give the address that `muster serve` uses "
                          "with --database."});
      return findings;
    }
    const auto known = static_cast<std::int64_t>(postgres_migrations().size());
    const auto version = postgres::schema_version(connection);
    findings.push_back(examine_schema("the database", version, known));
    if (postgres::holds_unfinished_copy(connection)) {
      findings.push_back({false, "copy",
                          "`muster copy` into it was cut off. Run the same command again; it goes "
                          "on where it stopped."});
    }
    // Another version's tables may have other columns.
    if (version != known) return findings;
    findings.push_back(processes(connection));
    connection.run("SET statement_timeout = 0");
    // Claims and registrations are on different nodes of Citus. Elsewhere this means nothing.
    connection.run("SET citus.enable_repartition_joins = on");
    for (auto& finding : examine_agreement(connection, MUSTER_AGREEMENT("claims"))) {
      findings.push_back(std::move(finding));
    }
  } catch (const StorageFault& fault) {
    findings.push_back({false, "reading the database",
                        fmt::format("{}. Look at the address given with --database, and whether "
                                    "PostgreSQL runs.",
                                    fault.what())});
  }
  return findings;
}

}  // namespace muster::storage
