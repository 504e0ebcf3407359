#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <stdexcept>

#include "storage/copy_side.h"
#include "storage/postgres/bulk.h"
#include "storage/postgres/database.h"
#include "storage/postgres/migrate.h"
#include "storage/postgres/relay.h"
#include "storage/sql_store.h"

namespace muster::storage {
namespace {

using postgres::PgConnection;
using postgres::PgDatabase;

OpenError from_fault(const StorageFault& fault) {
  switch (fault.kind()) {
    case StorageFault::Kind::unavailable:
      return {OpenError::Kind::unavailable,
              fmt::format("The database cannot be reached: {}. Look at the address given with "
                          "--database, and whether PostgreSQL runs.",
                          fault.what())};
    case StorageFault::Kind::disk_full:
      return {
          OpenError::Kind::disk_full,
          "The disk of the database is full. Free some space and start again; nothing is lost."};
    case StorageFault::Kind::io:
    case StorageFault::Kind::other:
      break;
  }
  return {OpenError::Kind::damaged, fmt::format("The database cannot be used: {}", fault.what())};
}

bool is_outgrown(PgDatabase& database) {
  bool outgrown = false;
  database.read([&](Connection& connection) {
    auto rows = query(connection, postgres::select_needs);
    outgrown = rows.next() && rows.integer(0) > std::ssize(postgres_migrations());
  });
  return outgrown;
}

}  // namespace

std::expected<void, std::string> reach_postgres(const std::string& address) {
  try {
    PgConnection connection(address);
    if (postgres::has_tables(connection)) {
      auto others = postgres::in_the_way(connection, postgres_migrations());
      if (!others.empty()) return std::unexpected(std::move(others));
    }
    return {};
  } catch (const StorageFault& fault) {
    return std::unexpected(std::string(fault.what()));
  }
}

std::expected<std::unique_ptr<Store>, OpenError> open_postgres(const std::string& address,
                                                               const registry::Clock& clock,
                                                               const PostgresOptions& options) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
  try {
    std::string version;
    {
      PgConnection connection(address);
      version = PQparameterStatus(connection.handle(), "server_version");
      if (!options.create && !postgres::has_tables(connection)) {
        return std::unexpected(OpenError{
            OpenError::Kind::not_a_store,
            "The database holds no data of Muster. Give the address that `muster serve` uses with "
            "--database."});
      }
      const auto done = postgres::migrate(connection, postgres_migrations());
      if (!done) return std::unexpected(done.error());
      if (postgres::holds_unfinished_copy(connection)) {
        return std::unexpected(unfinished_copy("The database"));
      }
    }
    // Claims are one step a chunk, so the identities need fewer connections. Two pools, because no
    // transaction spans the two groups of tables (design.md, "Storage").
    const auto of_identities = std::max<std::size_t>(options.connections / 3, 2);
    auto organisations = std::make_unique<PgDatabase>(
        address, std::max<std::size_t>(options.connections - of_identities, 2));
    auto identities = std::make_unique<PgDatabase>(address, of_identities);
    const auto secret = installation_value(*identities, "identity_secret", random_secret());
    auto outgrown = [&database = *organisations] { return is_outgrown(database); };
    return std::make_unique<SqlStore>(
        SqlStoreParts{.engine = fmt::format("PostgreSQL {}", version.substr(0, version.find(' '))),
                      .organisations = std::move(organisations),
                      .identities = std::move(identities),
                      .bulk = std::make_unique<postgres::PgBulk>(),
                      .relay =
                          [address](registry::Signals& signals) {
                            return std::make_shared<postgres::PgRelay>(address, signals);
                          },
                      .outgrown = std::move(outgrown),
                      .held = {},
                      .alone = false,
                      .chunk_rows = options.chunk_rows},
        secret, clock);
  } catch (const StorageFault& fault) {
    return std::unexpected(from_fault(fault));
  }
}

}  // namespace muster::storage
