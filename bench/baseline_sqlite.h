#pragma once
// SQLite's C API for the hand-written baselines, with its calls checked (baseline.h).

#include <sqlite3.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "baseline.h"

namespace muster::bench {

/// A database as Muster opens it: write-ahead log, each commit flushed to the disk.
class Database {
 public:
  Database(const std::string& path, int cache_mib) {
    // Statistics put a lock around every allocation inside SQLite, and Debian's has no lookaside.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    check(sqlite3_open(path.c_str(), &handle_));
    run("PRAGMA cache_size = -" + std::to_string(cache_mib * 1024));
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  }
  ~Database() { sqlite3_close(handle_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(const std::string& sql) {
    check(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr));
  }
  void check(int code) const {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    throw std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(handle_));
  }
  sqlite3* handle() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

/// A prepared statement. Bound text is not copied: it must live until the statement is run.
class Statement {
 public:
  Statement(Database& database, const char* sql) : database_(database) {
    database_.check(sqlite3_prepare_v3(database_.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT,
                                       &statement_, nullptr));
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Binds the values in their order and takes the first step: whether there is a row to read.
  /// Call reset() when it has been read; execute() does both.
  template <class... Values>
  bool start(const Values&... values) {
    int place = 0;
    (database_.check(bind(++place, values)), ...);
    const int code = sqlite3_step(statement_);
    database_.check(code);
    return code == SQLITE_ROW;
  }
  void reset() { sqlite3_reset(statement_); }
  template <class... Values>
  void execute(const Values&... values) {
    start(values...);
    reset();
  }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  int bind(int place, std::int64_t value) { return sqlite3_bind_int64(statement_, place, value); }
  int bind(int place, std::string_view value) {
    return sqlite3_bind_text(statement_, place, value.data(), static_cast<int>(value.size()),
                             SQLITE_STATIC);
  }
  int bind(int place, const IdentityKey& value) {
    return sqlite3_bind_blob(statement_, place, value.data(), static_cast<int>(value.size()),
                             SQLITE_STATIC);
  }

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace muster::bench
