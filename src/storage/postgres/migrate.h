#pragma once

#include <expected>
#include <span>
#include <string>
#include <vector>

#include "storage/migrations.h"
#include "storage/postgres/connection.h"
#include "storage/store.h"

namespace muster::storage::postgres {

/// Brings the database up to date, one transaction a migration, under an advisory lock: of many
/// processes that start at once one does it, and the others wait. A database that has seen
/// migrations this program does not know is taken only where they say that it can be: a migration
/// whose text has the line `-- programs since NNNN go on` leaves what programs of migration NNNN
/// and later use as it is (expand first, contract later), so that a rolling upgrade works.
/// Returns the names of those that it applied just now.
std::expected<std::vector<std::string>, OpenError> migrate(PgConnection& connection,
                                                           std::span<const Migration> migrations);

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
