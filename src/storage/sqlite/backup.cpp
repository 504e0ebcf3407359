// A backup is one moment of both files. Writers are held for that moment only: with both write
// locks taken nothing can change, so two reading snapshots begun then belong together; the locks
// are let go and the snapshots are copied page by page while everybody goes on.

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <system_error>

#include "storage/sqlite/connection.h"
#include "storage/sqlite/folder.h"
#include "storage/store.h"

namespace muster::storage {
namespace {

using sqlite::Access;
using sqlite::SqliteConnection;

constexpr int cache_kib = 2048;
constexpr int pages_a_step = 2048;  ///< 8 MiB between two reports of progress

/// A connection that sees one moment of the file, for as long as it lives.
std::unique_ptr<SqliteConnection> open_source(const std::filesystem::path& file) {
  return std::make_unique<SqliteConnection>(file, Access::read_write, cache_kib);
}

void begin_snapshot(SqliteConnection& source) {
  source.run("BEGIN");
  source.run("SELECT count(*) FROM installation");
}

void copy(SqliteConnection& source, const std::filesystem::path& to,
          const std::function<void(double)>& progress) {
  SqliteConnection target(to, Access::create, cache_kib);
  auto* backup = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
  if (backup == nullptr) {
    sqlite::fail(target.handle(), sqlite3_errcode(target.handle()), "beginning the backup");
  }
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    code = sqlite3_backup_step(backup, pages_a_step);
    const int all = sqlite3_backup_pagecount(backup);
    if (all > 0) progress(1.0 - static_cast<double>(sqlite3_backup_remaining(backup)) / all);
  }
  sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) sqlite::fail(target.handle(), code, "writing the backup");
}

}  // namespace

std::expected<void, OpenError> back_up_sqlite(const std::filesystem::path& from,
                                              const std::filesystem::path& to,
                                              const std::function<void(double)>& progress) {
  std::error_code error;
  if (!std::filesystem::exists(from / sqlite::registry_file, error)) {
    return std::unexpected(OpenError{
        OpenError::Kind::not_a_store,
        fmt::format("{} holds no data of Muster. Name the folder that `muster serve` uses "
                    "with --data.",
                    from.string())});
  }
  std::filesystem::create_directories(to, error);
  if (error || !std::filesystem::is_empty(to, error) || error) {
    return std::unexpected(OpenError{
        OpenError::Kind::not_writable,
        fmt::format("{} must be a new or empty folder that can be written to{}.", to.string(),
                    error ? fmt::format(" ({})", error.message()) : std::string())});
  }
  // It holds the secrets of the installation.
  std::filesystem::permissions(to, std::filesystem::perms::owner_all, error);
  try {
    const auto organisations = open_source(from / sqlite::registry_file);
    const auto identities = open_source(from / sqlite::identity_file);
    {
      const auto hold_organisations = open_source(from / sqlite::registry_file);
      const auto hold_identities = open_source(from / sqlite::identity_file);
      hold_organisations->run("BEGIN IMMEDIATE");
      hold_identities->run("BEGIN IMMEDIATE");
      begin_snapshot(*organisations);
      begin_snapshot(*identities);
      hold_identities->run("ROLLBACK");
      hold_organisations->run("ROLLBACK");
    }
    copy(*organisations, to / sqlite::registry_file, [&](double part) { progress(part / 2); });
    copy(*identities, to / sqlite::identity_file, [&](double part) { progress(0.5 + part / 2); });
  } catch (const StorageFault& fault) {
    return std::unexpected(
        OpenError{fault.kind() == StorageFault::Kind::disk_full ? OpenError::Kind::disk_full
                                                                : OpenError::Kind::damaged,
                  fmt::format("The backup to {} failed: {}", to.string(), fault.what())});
  }
  return {};
}

}  // namespace muster::storage
