#include <fmt/format.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>

#include "storage/copy_side.h"
#include "storage/migrations.h"
#include "storage/sql_store.h"
#include "storage/sqlite/bulk.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/folder.h"
#include "storage/sqlite/migrate.h"
#include "storage/store.h"

namespace muster::storage {
namespace {

using sqlite::SqliteDatabase;

OpenError not_writable(const std::filesystem::path& folder, std::string_view why) {
  return {OpenError::Kind::not_writable,
          fmt::format("The data folder {} cannot be written to ({}). Give this user the right to "
                      "write there, or choose another folder with --data.",
                      folder.string(), why)};
}

std::expected<void, OpenError> prepare_folder(const std::filesystem::path& folder, bool create) {
  std::error_code error;
  const bool is_new = !std::filesystem::exists(folder / sqlite::registry_file, error);
  if (is_new && !create) {
    return std::unexpected(OpenError{
        OpenError::Kind::not_a_store,
        fmt::format("{} holds no data of Muster. Name the folder that `muster serve` uses "
                    "with --data.",
                    folder.string())});
  }
  if (is_new && std::filesystem::create_directories(folder, error)) {
    ::chmod(folder.c_str(), 0700);
  }
  if (error) return std::unexpected(not_writable(folder, error.message()));
  if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0) {
    return std::unexpected(not_writable(folder, std::strerror(errno)));
  }
  return {};
}

OpenError from_fault(const StorageFault& fault, const std::filesystem::path& folder) {
  switch (fault.kind()) {
    case StorageFault::Kind::disk_full:
      return {
          OpenError::Kind::disk_full,
          fmt::format("The disk of {} is full. Free some space and start again; nothing is lost.",
                      folder.string())};
    case StorageFault::Kind::io:
    case StorageFault::Kind::unavailable:
    case StorageFault::Kind::other:
      break;
  }
  return {
      OpenError::Kind::damaged,
      fmt::format("The data in {} cannot be read: {}. Run `muster doctor --data {}`, or restore a "
                  "backup.",
                  folder.string(), fault.what(), folder.string())};
}

}  // namespace

std::expected<std::unique_ptr<Store>, OpenError> open_sqlite(const std::filesystem::path& folder,
                                                             const registry::Clock& clock,
                                                             const OpenOptions& options) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
  // SQLite's count of its own memory is behind one lock for all threads, and nobody reads it. Once
  // the library is in use this is refused, and so harmless.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  ::umask(0077);
  if (const auto ready = prepare_folder(folder, options.create); !ready) {
    return std::unexpected(ready.error());
  }
  std::optional<sqlite::FolderLock> lock;
  if (options.exclusive) {
    auto taken = sqlite::FolderLock::take(folder);
    if (!taken) return std::unexpected(taken.error());
    lock.emplace(std::move(*taken));
  }
  try {
    const int cache_kib = static_cast<int>(options.cache_mib) * 1024;
    auto organisations =
        std::make_unique<SqliteDatabase>(folder / sqlite::registry_file, cache_kib);
    auto identities = std::make_unique<SqliteDatabase>(folder / sqlite::identity_file, cache_kib);
    if (const auto done = sqlite::migrate(organisations->writer(), folder / sqlite::registry_file,
                                          registry_migrations());
        !done) {
      return std::unexpected(done.error());
    }
    if (const auto done = sqlite::migrate(identities->writer(), folder / sqlite::identity_file,
                                          identity_migrations());
        !done) {
      return std::unexpected(done.error());
    }
    if (sqlite::holds_unfinished_copy(organisations->writer())) {
      return std::unexpected(unfinished_copy(folder.string()));
    }
    // Both files carry the installation's number, so that two that do not belong together are seen.
    const auto number = installation_value(*organisations, "number", random_secret());
    if (installation_value(*identities, "number", number) != number) {
      return std::unexpected(OpenError{
          OpenError::Kind::damaged,
          fmt::format("{} and {} in {} come from different installations. Restore both from one "
                      "backup.",
                      sqlite::registry_file, sqlite::identity_file, folder.string())});
    }
    const auto secret = installation_value(*identities, "identity_secret", random_secret());
    const bool alone = lock.has_value();
    auto bulk =
        std::make_unique<sqlite::SqliteBulk>(*organisations, *identities, options.recent_rows);
    return std::make_unique<SqlStore>(
        SqlStoreParts{.engine = fmt::format("SQLite {}", ::sqlite3_libversion()),
                      .organisations = std::move(organisations),
                      .identities = std::move(identities),
                      .bulk = std::move(bulk),
                      .relay = {},
                      .held = std::make_shared<std::optional<sqlite::FolderLock>>(std::move(lock)),
                      .alone = alone,
                      .chunk_rows = options.chunk_rows},
        secret, clock);
  } catch (const StorageFault& fault) {
    return std::unexpected(from_fault(fault, folder));
  }
}

}  // namespace muster::storage
