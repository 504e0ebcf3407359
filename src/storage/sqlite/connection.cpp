#include "storage/sqlite/connection.h"

#include <fmt/format.h>

#include <cstdlib>

#include "storage/store.h"

namespace muster::storage::sqlite {
namespace {

/// How long a statement waits for another process that is writing, such as one that makes a token.
constexpr int busy_timeout_ms = 10'000;

}  // namespace

void fail(sqlite3* database, int code, std::string_view doing) {
  const auto text =
      fmt::format("{}: {} (SQLite {})", doing,
                  database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code),
                  database != nullptr ? sqlite3_extended_errcode(database) : code);
  switch (code & 0xFF) {
    case SQLITE_FULL:
      throw StorageFault(StorageFault::Kind::disk_full, text);
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      throw StorageFault(StorageFault::Kind::io, text);
    default:
      throw StorageFault(StorageFault::Kind::other, text);
  }
}

SqliteStatement::SqliteStatement(sqlite3* database, std::string_view sql) : database_(database) {
  const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) fail(database, code, fmt::format("preparing `{}`", sql));
  const int count = sqlite3_bind_parameter_count(statement_);
  places_.assign(static_cast<std::size_t>(count) + 1, 0);
  for (int place = 1; place <= count; ++place) {
    const auto number =
        static_cast<std::size_t>(std::atoi(sqlite3_bind_parameter_name(statement_, place) + 1));
    if (number >= places_.size()) places_.resize(number + 1, 0);
    places_[number] = place;
  }
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

void SqliteStatement::check(int code) {
  if (code != SQLITE_OK) fail(database_, code, "binding a value");
}

void SqliteStatement::bind_null(int parameter) {
  if (const int place = place_of(parameter)) check(sqlite3_bind_null(statement_, place));
}

void SqliteStatement::bind_integer(int parameter, std::int64_t value) {
  if (const int place = place_of(parameter)) check(sqlite3_bind_int64(statement_, place, value));
}

void SqliteStatement::bind_text(int parameter, std::string_view value) {
  // A null pointer would bind NULL, and an empty view may hold one.
  const char* data = value.empty() ? "" : value.data();
  if (const int place = place_of(parameter)) {
    check(sqlite3_bind_text64(statement_, place, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
  }
}

void SqliteStatement::bind_blob(int parameter, std::span<const std::uint8_t> value) {
  if (const int place = place_of(parameter)) {
    check(sqlite3_bind_blob64(statement_, place, value.data(), value.size(), SQLITE_STATIC));
  }
}

bool SqliteStatement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  sqlite3_reset(statement_);
  fail(database_, code, sqlite3_sql(statement_));
}

void SqliteStatement::reset() { sqlite3_reset(statement_); }

bool SqliteStatement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t SqliteStatement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view SqliteStatement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::span<const std::uint8_t> SqliteStatement::blob(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

SqliteConnection::SqliteConnection(const std::filesystem::path& file, Access access,
                                   int cache_kib) {
  const int flags = SQLITE_OPEN_NOMUTEX |
                    (access == Access::read_only    ? SQLITE_OPEN_READONLY
                     : access == Access::read_write ? SQLITE_OPEN_READWRITE
                                                    : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  database_.reset(opened);  // there is one to be closed even where opening failed
  if (code != SQLITE_OK) fail(opened, code, fmt::format("opening {}", file.string()));
  sqlite3_busy_timeout(opened, busy_timeout_ms);
  sqlite3_extended_result_codes(opened, 1);
  run(fmt::format("PRAGMA cache_size = -{}; PRAGMA temp_store = MEMORY;", cache_kib).c_str());
}

Statement& SqliteConnection::prepare(std::string_view sql) {
  auto& statement = statements_[sql.data()];
  if (!statement) statement = std::make_unique<SqliteStatement>(handle(), sql);
  return *statement;
}

std::int64_t SqliteConnection::changes() const { return sqlite3_changes64(database_.get()); }

void SqliteConnection::run(const char* sql) {
  const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(handle(), code, sql);
}

std::int64_t SqliteConnection::pragma(std::string_view name) {
  SqliteStatement statement(handle(), fmt::format("PRAGMA {}", name));
  return statement.step() ? statement.integer(0) : 0;
}

}  // namespace muster::storage::sqlite
