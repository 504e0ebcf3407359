// Each of the two files notes the progress of its own tables, because a transaction of SQLite is
// whole in one file only (sqlite.org/lang_attach.html: not across files in WAL mode).

#include "storage/copy_side.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "storage/migrations.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/folder.h"
#include "storage/sqlite/migrate.h"

namespace muster::storage {
namespace {

constexpr int cache_kib = 64 * 1024;

CopyType type_of(std::string_view declared) {
  return declared == "INTEGER" ? CopyType::integer
         : declared == "BLOB"  ? CopyType::blob
                               : CopyType::text;
}

// What stands in two tables (settle.h) is copied from, and into, the view that makes one of them;
// the keys are those of the settled one.
constexpr std::string_view select_columns = R"(
  SELECT replace(m.name, '_settled', ''), c.name, c.type, c.pk
    FROM sqlite_master m JOIN pragma_table_info(m.name) c
   WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'processes'
     AND m.name NOT LIKE '%_recent' AND m.name NOT LIKE '%_settling'
   ORDER BY 1, c.cid)";

void add_tables(std::vector<CopyTable>& tables, std::span<const Migration> migrations,
                bool identities) {
  sqlite::SqliteConnection schema(":memory:", sqlite::Access::create, 1024);
  for (const auto& migration : migrations) schema.run(migration.sql);
  std::map<std::string, std::map<std::int64_t, std::string>> keys;  // by place in the key
  const auto begins = tables.size();
  auto rows = query(schema, select_columns);
  while (rows.next()) {
    if (tables.size() == begins || tables.back().table != rows.text(0)) {
      tables.push_back({.name = rows.text(0),
                        .table = rows.text(0),
                        .only = {},
                        .identities = identities,
                        .columns = {},
                        .key = {}});
    }
    tables.back().columns.push_back({.name = rows.text(1), .type = type_of(rows.view(2))});
    if (rows.integer(3) > 0) keys[rows.text(0)][rows.integer(3)] = rows.text(1);
  }
  for (auto& table : std::span(tables).subspan(begins)) {
    for (const auto& [place, column] : keys[table.table]) table.key.push_back(column);
    // Both files have one; PostgreSQL has one for all. The number of the installation, which the
    // second file has as well, is put there when the store is opened.
    if (table.table != "installation") continue;
    table.only = identities ? "name = 'identity_secret'" : "name <> 'identity_secret'";
    if (identities) table.name = "installation (identities)";
  }
}

}  // namespace

std::vector<CopyTable> tables_to_copy() {
  std::vector<CopyTable> tables;
  add_tables(tables, registry_migrations(), false);
  add_tables(tables, identity_migrations(), true);
  return tables;
}

namespace sqlite {
namespace {

constexpr const char* create_progress = R"(
  CREATE TABLE IF NOT EXISTS copy_progress (
    table_name TEXT    NOT NULL PRIMARY KEY,  -- empty: which source it is
    copied     INTEGER NOT NULL,
    last_key   BLOB    NOT NULL
  ) WITHOUT ROWID)";

constexpr std::string_view upsert_progress = R"(
  INSERT INTO copy_progress (table_name, copied, last_key) VALUES ($1, $2, $3)
  ON CONFLICT (table_name) DO UPDATE SET copied = excluded.copied, last_key = excluded.last_key)";

constexpr std::string_view select_progress = R"(
  SELECT copied, last_key FROM copy_progress WHERE table_name = $1)";

std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
std::string as_text(std::span<const std::uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }

class SqliteSide final : public CopySide {
 public:
  SqliteSide(FolderLock lock, const std::filesystem::path& folder, bool is_target)
      : lock_(std::move(lock)),
        registry_(folder / registry_file, is_target ? Access::create : Access::read_write,
                  cache_kib),
        identities_(folder / identity_file, is_target ? Access::create : Access::read_write,
                    cache_kib) {
    if (!is_target) return;
    // As the store itself sets them (database.cpp); the page's size is for good.
    for (auto* file : {&registry_, &identities_}) {
      file->run("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    }
  }

  SqliteConnection& registry() { return registry_; }
  SqliteConnection& identities() { return identities_; }

  std::vector<std::string> key_of(const CopyTable& table) override { return table.key; }
  bool takes(const CopyTable&) override { return true; }
  Connection& connection_for(const CopyTable& table) override { return file_of(table); }

  void add(const CopyTable& table, std::span<const CopyRow> rows, const CopyMark& mark) override {
    auto& file = file_of(table);
    in_transaction(file, [&] {
      auto& statement = file.prepare(insert_text(table));
      for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
          bind_value(statement, static_cast<int>(i) + 1, row[i]);
        }
        statement.step();
        statement.reset();
      }
      execute(file, upsert_progress, table.name, mark.rows, as_bytes(canonical(mark.last_key)));
    });
  }

  std::optional<CopyMark> mark_of(const CopyTable& table) override {
    auto rows = query(file_of(table), select_progress, table.name);
    if (!rows.next()) return std::nullopt;
    return CopyMark{.rows = static_cast<std::uint64_t>(rows.integer(0)),
                    .last_key = from_canonical(as_text(rows.blob(1)))};
  }

  std::string source() override {
    if (!holds_unfinished_copy(registry_)) return {};
    auto rows = query(registry_, select_progress, "");
    return rows.next() ? as_text(rows.blob(1)) : std::string();
  }

  void begin(std::string_view source) override {
    identities_.run(create_progress);
    in_transaction(registry_, [&] {
      registry_.run(create_progress);
      execute(registry_, upsert_progress, "", 0, as_bytes(source));
    });
  }

  void finish() override {
    registry_.run("DROP TABLE copy_progress");
    identities_.run("DROP TABLE copy_progress");
    for (auto* file : {&registry_, &identities_}) file->run("PRAGMA wal_checkpoint(TRUNCATE)");
  }

 private:
  SqliteConnection& file_of(const CopyTable& table) {
    return table.identities ? identities_ : registry_;
  }

  /// Connections know their statements by the address of the text.
  const std::string& insert_text(const CopyTable& table) {
    auto& text = inserts_[table.name];
    if (text.empty()) {
      std::vector<std::string> columns;
      std::vector<std::string> parameters;
      for (const auto& column : table.columns) {
        columns.push_back(column.name);
        parameters.push_back(fmt::format("${}", columns.size()));
      }
      text = fmt::format("INSERT INTO {} ({}) VALUES ({})", table.table, fmt::join(columns, ", "),
                         fmt::join(parameters, ", "));
    }
    return text;
  }

  template <class Work>
  static void in_transaction(SqliteConnection& file, const Work& work) {
    file.run("BEGIN IMMEDIATE");
    try {
      work();
      file.run("COMMIT");
    } catch (...) {
      // After a full disk SQLite may have rolled back by itself.
      if (sqlite3_get_autocommit(file.handle()) == 0) {
        sqlite3_exec(file.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
      }
      throw;
    }
  }

  FolderLock lock_;
  SqliteConnection registry_;
  SqliteConnection identities_;
  std::map<std::string, std::string> inserts_;
};

std::expected<void, OpenError> prepare_source(SqliteSide& side, const std::string& folder) {
  const auto is_of_this_version = [](SqliteConnection& file, std::span<const Migration> all) {
    return file.pragma("user_version") == static_cast<std::int64_t>(all.size());
  };
  if (!is_of_this_version(side.registry(), registry_migrations()) ||
      !is_of_this_version(side.identities(), identity_migrations())) {
    return std::unexpected(OpenError{
        OpenError::Kind::newer_version,
        fmt::format("The data in {} is not of this version of Muster. Start `muster serve` of this "
                    "version on it once, stop it, and copy then.",
                    folder)});
  }
  if (!side.source().empty()) return std::unexpected(unfinished_copy(folder));
  return {};
}

std::expected<void, OpenError> prepare_target(SqliteSide& side,
                                              const std::filesystem::path& folder) {
  const auto done = migrate(side.registry(), folder / registry_file, registry_migrations());
  if (!done) return done;
  return migrate(side.identities(), folder / identity_file, identity_migrations());
}

}  // namespace

OpenedSide open_copy_side(const std::string& folder, bool is_target) {
  const std::filesystem::path path(folder);
  std::error_code error;
  if (!is_target && !std::filesystem::exists(path / registry_file, error)) {
    return std::unexpected(OpenError{
        OpenError::Kind::not_a_store,
        fmt::format("{} holds no data of Muster. Name the folder that `muster serve` uses with "
                    "--data.",
                    folder)});
  }
  if (is_target) {
    ::umask(0077);
    std::filesystem::create_directories(path, error);
    if (error) {
      return std::unexpected(
          OpenError{OpenError::Kind::not_writable,
                    fmt::format("The folder {} cannot be made: {}.", folder, error.message())});
    }
  }
  auto lock = FolderLock::take(path);
  if (!lock) return std::unexpected(lock.error());
  auto side = std::make_unique<SqliteSide>(std::move(*lock), path, is_target);
  const auto ready = is_target ? prepare_target(*side, path) : prepare_source(*side, folder);
  if (!ready) return std::unexpected(ready.error());
  return side;
}

}  // namespace sqlite
}  // namespace muster::storage
