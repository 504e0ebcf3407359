#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/migrations.h"
#include "storage/postgres/connection.h"
#include "storage/store.h"

namespace muster::storage::postgres {

/// Brings the database up to date, a transaction for each migration, under an advisory lock: of
/// many processes that start at once one does it, and the others wait. A migration whose text has
/// the line `-- programs since NNNN go on` leaves what programs of migration NNNN and later use as
/// it is (expand first, contract later), so that old and new ones run side by side; any other one
/// is for programs that know it. So a database that has seen migrations this program does not know
/// is taken only where all of these let it go on, and one that running programs could not go on
/// with is not made while there are any (in_the_way()). With the line `-- each statement by itself`
/// it is no transaction but statements that end with their line, which are all done again when one
/// was cut off: what takes long on a large table is done so, CREATE INDEX CONCURRENTLY above all,
/// since programs that run would wait for it. Returns the names of those that it applied just now.
std::expected<std::vector<std::string>, OpenError> migrate(PgConnection& connection,
                                                           std::span<const Migration> migrations);

/// Whom to stop before the database can be brought up to date, as a sentence: there are processes
/// that are alive and could not go on with a migration that is to come. Empty: nobody.
/// has_tables().
std::string in_the_way(PgConnection& connection, std::span<const Migration> migrations);

/// The least migration that a program must know to work on this database. has_tables().
constexpr std::string_view select_needs = R"(
  SELECT coalesce(max(needs), 0) FROM schema_migrations)";

/// Keeps every other program from bringing the database up to date, and so from starting, while it
/// lives; migrate() on the same connection goes on. The session's end gives it up as well.
class MigrationLock {
 public:
  explicit MigrationLock(PgConnection& connection);
  ~MigrationLock();
  MigrationLock(const MigrationLock&) = delete;
  MigrationLock& operator=(const MigrationLock&) = delete;

 private:
  PgConnection& connection_;
};

/// Whether a program of any version has been here.
bool has_tables(PgConnection& connection);
/// How many migrations it has seen; it has_tables().
int schema_version(PgConnection& connection);
/// Whether `muster copy` was cut off here.
bool holds_unfinished_copy(PgConnection& connection);

}  // namespace muster::storage::postgres
