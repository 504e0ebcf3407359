#pragma once
// What the hand-written baselines share: a file in memory that is cut into rows at commas (no
// quotes, no other encodings: the measured files have none), the identity key, and SQLite's C API
// with its calls checked. A failing call throws std::runtime_error, which ends the program with its
// message.

#include <sodium.h>
#include <sqlite3.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace muster::bench {

using IdentityKey = std::array<std::uint8_t, 16>;

/// One line of a file; the texts are parts of the file's.
struct Row {
  IdentityKey key;
  std::string_view manufacturer;
  std::string_view model;
  std::string_view serial_number;
};

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Keyed BLAKE2b of the three values, each with its length before it.
inline IdentityKey key_of(const Row& row) {
  constexpr std::array<std::uint8_t, 32> secret{1, 2, 3};
  std::array<std::uint8_t, 1024> message;
  auto* end = message.data();
  for (const auto value : {row.manufacturer, row.model, row.serial_number}) {
    const auto length = static_cast<std::uint32_t>(value.size());
    if (end + sizeof length + length > message.data() + message.size()) {
      throw std::runtime_error("a row is too long");
    }
    std::memcpy(end, &length, sizeof length);
    std::memcpy(end + sizeof length, value.data(), length);
    end += sizeof length + length;
  }
  IdentityKey key;
  crypto_generichash(key.data(), key.size(), message.data(),
                     static_cast<unsigned long long>(end - message.data()), secret.data(),
                     secret.size());
  return key;
}

/// The rows after the header line, each `manufacturer,model,serial number`.
class Rows {
 public:
  explicit Rows(std::string_view text) : rest_(text) { take_line(); }

  std::optional<Row> next() {
    if (rest_.empty()) return std::nullopt;
    const auto line = take_line();
    const auto first = line.find(',');
    const auto second = line.find(',', first + 1);
    if (second == std::string_view::npos) throw std::runtime_error("a row of fewer than 3 cells");
    Row row{.key = {},
            .manufacturer = line.substr(0, first),
            .model = line.substr(first + 1, second - first - 1),
            .serial_number = line.substr(second + 1)};
    row.key = key_of(row);
    return row;
  }

 private:
  std::string_view take_line() {
    const auto end = rest_.find('\n');
    auto line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  std::string_view rest_;
};

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

/// Milliseconds since 1970.
inline std::int64_t wall_clock() {
  using std::chrono::system_clock;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             system_clock::now().time_since_epoch())
      .count();
}

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace muster::bench
