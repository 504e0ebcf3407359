#pragma once

#include <expected>
#include <span>

#include "storage/migrations.h"
#include "storage/postgres/connection.h"
#include "storage/store.h"

namespace muster::storage::postgres {

/// Brings the database up to date, one transaction a migration, under an advisory lock: of many
/// processes that start at once one does it, and the others wait. A database that has seen
/// migrations this program does not know is taken only where they say that it can be: a migration
/// whose text has the line `-- programs since NNNN go on` leaves what programs of migration NNNN
/// and later use as it is (expand first, contract later), so that a rolling upgrade works.
std::expected<void, OpenError> migrate(PgConnection& connection,
                                       std::span<const Migration> migrations);

}  // namespace muster::storage::postgres
