#include "storage/sqlite/migrate.h"

#include <fmt/format.h>

#include "storage/copy_side.h"

namespace muster::storage::sqlite {

std::expected<void, OpenError> migrate(SqliteConnection& connection,
                                       const std::filesystem::path& file,
                                       std::span<const Migration> migrations) {
  const auto version = connection.pragma("user_version");
  if (version > static_cast<std::int64_t>(migrations.size())) {
    return std::unexpected(OpenError{
        OpenError::Kind::newer_version,
        fmt::format(
            "{} was written by a newer version of Muster (schema {}, this program knows {}). "
            "Start that version, or restore a backup made by this one.",
            file.string(), version, migrations.size())});
  }
  for (auto next = static_cast<std::size_t>(version); next < migrations.size(); ++next) {
    connection.run("BEGIN IMMEDIATE");
    if (connection.pragma("user_version") != static_cast<std::int64_t>(next)) {
      connection.run("ROLLBACK");  // another process has just done it
      continue;
    }
    try {
      connection.run(migrations[next].sql);
      connection.run(fmt::format("PRAGMA user_version = {}", next + 1).c_str());
      connection.run("COMMIT");
    } catch (const StorageFault&) {
      sqlite3_exec(connection.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
      throw;
    }
  }
  return {};
}

constexpr std::string_view select_progress_table = R"(
  SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1)";

bool holds_unfinished_copy(SqliteConnection& registry) {
  return query(registry, select_progress_table, copy_progress_table).next();
}

}  // namespace muster::storage::sqlite
