#include "storage/postgres/migrate.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <string_view>
#include <thread>

#include "registry/process.h"
#include "storage/copy_side.h"
#include "storage/process_records.h"

namespace muster::storage::postgres {
namespace {

/// Chosen at random; all that take it are copies of this program.
constexpr std::int64_t advisory_lock = 0x6d757374'65720001;

constexpr std::chrono::minutes longest_wait{10};

constexpr std::string_view create_table = R"(
  CREATE TABLE IF NOT EXISTS schema_migrations (
    number     INTEGER NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    -- The least number of migrations that a program must know to work on what this one made.
    needs      INTEGER NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
  ))";

/// What `-- programs since NNNN go on` says; its own number where it says nothing.
int needs_of(std::string_view sql, int number) {
  constexpr std::string_view begins = "-- programs since ";
  const auto at = sql.find(begins);
  if (at == std::string_view::npos) return number;
  int needs = number;
  const auto digits = sql.substr(at + begins.size(), 4);
  std::from_chars(digits.data(), digits.data() + digits.size(), needs);
  return needs;
}

/// Each with the semicolon that ends it, and with the comments before it.
std::vector<std::string> statements_of(std::string_view sql) {
  constexpr std::string_view end = ";\n";
  std::vector<std::string> statements;
  while (!sql.empty()) {
    const auto at = sql.find(end);
    const auto length = at == std::string_view::npos ? sql.size() : at + end.size();
    statements.emplace_back(sql.substr(0, length));
    sql.remove_prefix(length);
  }
  return statements;
}

/// The migration, and that it was made; both or neither.
void make_in_one_step(PgConnection& connection, const Migration& migration,
                      const std::string& record) {
  connection.run("BEGIN");
  try {
    connection.run(migration.sql);
    connection.run(record);
    connection.run("COMMIT");
  } catch (...) {
    if (connection.is_good()) PQclear(PQexec(connection.handle(), "ROLLBACK"));
    throw;
  }
}

void make(PgConnection& connection, const Migration& migration, const std::string& record) {
  if (!std::string_view(migration.sql).contains("-- each statement by itself")) {
    return make_in_one_step(connection, migration, record);
  }
  for (const auto& statement : statements_of(migration.sql)) connection.run(statement);
  connection.run(record);
}

struct Schema {
  int seen = 0;   ///< migrations
  int needs = 0;  ///< the most that one of them asks for
};

constexpr std::string_view select_schema = R"(
  SELECT coalesce(max(number), 0), coalesce(max(needs), 0) FROM schema_migrations)";

Schema schema_of(PgConnection& connection) {
  auto rows = query(connection, select_schema);
  rows.next();
  return {.seen = static_cast<int>(rows.integer(0)), .needs = static_cast<int>(rows.integer(1))};
}

bool is_so(PgConnection& connection, const std::string& question) {
  const auto result = connection.checked(
      PQexec(connection.handle(), fmt::format("SELECT {}", question).c_str()), question);
  return *PQgetvalue(result.get(), 0, 0) == 't';
}

/// Whether there is a table of this name.
bool exists(PgConnection& connection, std::string_view table) {
  return is_so(connection, fmt::format("to_regclass('{}') IS NOT NULL", table));
}

bool take(PgConnection& connection) {
  return is_so(connection, fmt::format("pg_try_advisory_lock({})", advisory_lock));
}

}  // namespace

constexpr std::string_view select_alive = R"(
  SELECT kind, host FROM processes WHERE alive_until > $1 ORDER BY started_at, id)";

std::string in_the_way(PgConnection& connection, std::span<const Migration> migrations) {
  const auto seen = schema_of(connection).seen;
  if (seen == 0) return {};
  bool goes_on = true;
  for (int number = seen + 1; number <= static_cast<int>(migrations.size()); ++number) {
    const auto* sql = migrations[static_cast<std::size_t>(number) - 1].sql;
    goes_on = goes_on && needs_of(sql, number) <= seen;
  }
  if (goes_on) return {};
  std::string alive;
  auto rows = query(connection, select_alive, lease_clock());
  while (rows.next()) {
    alive += fmt::format("{}{} on {}", alive.empty() ? "" : ", ", rows.text(0), rows.text(1));
  }
  if (alive.empty()) return {};
  return fmt::format(
      "This version changes what older ones use, and some of them are running: {}. Stop them "
      "first; one that was killed counts as running for {} s.",
      alive, std::chrono::duration_cast<std::chrono::seconds>(registry::process_lease).count());
}

MigrationLock::MigrationLock(PgConnection& connection) : connection_(connection) {
  // Others may be at it for longer than a lock is waited for otherwise.
  connection.run("SET lock_timeout = '10min'; SET statement_timeout = 0");
  // Asked for again and again, as a statement that waits is one that an index built beside those
  // who write would wait for.
  const auto longest = std::chrono::steady_clock::now() + longest_wait;
  while (!take(connection)) {
    if (std::chrono::steady_clock::now() > longest) {
      throw StorageFault(StorageFault::Kind::unavailable,
                         "somebody else has been bringing the database up to date for too long");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
}

MigrationLock::~MigrationLock() {
  PQclear(PQexec(connection_.handle(),
                 fmt::format("SELECT pg_advisory_unlock({})", advisory_lock).c_str()));
}

bool has_tables(PgConnection& connection) { return exists(connection, "schema_migrations"); }

int schema_version(PgConnection& connection) { return schema_of(connection).seen; }

bool holds_unfinished_copy(PgConnection& connection) {
  return exists(connection, copy_progress_table);
}

std::expected<std::vector<std::string>, OpenError> migrate(PgConnection& connection,
                                                           std::span<const Migration> migrations) {
  const MigrationLock lock(connection);
  connection.run(std::string(create_table));
  const auto schema = schema_of(connection);
  const auto known = static_cast<int>(migrations.size());
  if (schema.needs > known) {
    return std::unexpected(OpenError{
        OpenError::Kind::newer_version,
        fmt::format("The database was migrated by a newer version of Muster (schema {}, this "
                    "program knows {}). Start that version.",
                    schema.seen, known)});
  }
  if (auto others = in_the_way(connection, migrations); !others.empty()) {
    return std::unexpected(OpenError{OpenError::Kind::in_use, std::move(others)});
  }
  std::vector<std::string> applied;
  for (int number = schema.seen + 1; number <= known; ++number) {
    const auto& migration = migrations[static_cast<std::size_t>(number) - 1];
    make(connection, migration,
         fmt::format("INSERT INTO schema_migrations (number, name, needs) VALUES ({}, '{}', {})",
                     number, migration.name, needs_of(migration.sql, number)));
    applied.emplace_back(migration.name);
  }
  return applied;
}

}  // namespace muster::storage::postgres
