#pragma once
// One connection to one SQLite file.

#include <sqlite3.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "storage/sql.h"

namespace muster::storage::sqlite {

/// Throws StorageFault for the result code of a SQLite call: disk full, I/O, or anything else.
[[noreturn]] void fail(sqlite3* database, int code, std::string_view doing);

class SqliteStatement final : public Statement {
 public:
  SqliteStatement(sqlite3* database, std::string_view sql);
  ~SqliteStatement() override;
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  void bind_null(int parameter) override;
  void bind_integer(int parameter, std::int64_t value) override;
  void bind_text(int parameter, std::string_view value) override;
  void bind_blob(int parameter, std::span<const std::uint8_t> value) override;
  bool step() override;
  void reset() override;
  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  std::string_view text(int column) const override;
  std::span<const std::uint8_t> blob(int column) const override;

 private:
  void check(int code);
  /// 0 for a parameter that the text does not use: statements of one family take the same ones.
  int place_of(int parameter) const {
    const auto index = static_cast<std::size_t>(parameter);
    return index < places_.size() ? places_[index] : 0;
  }

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  /// To SQLite `$2` is a name, and its place is that of its first appearance in the text.
  std::vector<int> places_;
};

enum class Access : std::uint8_t { read_only, read_write, create };

class SqliteConnection final : public Connection {
 public:
  /// `cache_kib` bounds the page cache. Throws StorageFault.
  SqliteConnection(const std::filesystem::path& file, Access access, int cache_kib);
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Statement& prepare(std::string_view sql) override;
  std::int64_t changes() const override;
  void take_turn(Turn) override {}  // who writes is alone
  void plan_as_written(Order) override {}

  void run(const char* sql);  ///< one or many statements without parameters or rows
  std::int64_t pragma(std::string_view name);
  sqlite3* handle() { return database_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };
  std::unique_ptr<sqlite3, Close> database_;
  /// By the address of the text: statements are constants.
  std::map<const char*, std::unique_ptr<SqliteStatement>> statements_;
};

}  // namespace muster::storage::sqlite
