#pragma once

#include <expected>
#include <filesystem>
#include <span>

#include "storage/migrations.h"
#include "storage/sqlite/connection.h"
#include "storage/store.h"

namespace muster::storage::sqlite {

/// Brings a database up to date, one transaction a migration. Its version is `user_version`, which
/// SQLite keeps in the file's header. A database that has seen migrations this program does not
/// know is refused: an older program must not write into a newer one's file.
std::expected<void, OpenError> migrate(SqliteConnection& connection,
                                       const std::filesystem::path& file,
                                       std::span<const Migration> migrations);

/// Whether `muster copy` was cut off here.
bool holds_unfinished_copy(SqliteConnection& registry);

}  // namespace muster::storage::sqlite
