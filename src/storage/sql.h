#pragma once
// A database as the records see it: statements with parameters, and transactions. One text serves
// every engine; `$1`, `$2`, ... are the parameters. What is slow row by row is in bulk.h.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "registry/ids.h"
#include "registry/time.h"

namespace muster::storage {

/// A prepared statement of one connection. Columns count from 0, parameters from 1. Texts and blobs
/// that it returns live until the next step() or reset(); those bound must live until reset().
/// Throws StorageFault.
class Statement {
 public:
  virtual ~Statement() = default;
  virtual void bind_null(int parameter) = 0;
  virtual void bind_integer(int parameter, std::int64_t value) = 0;
  virtual void bind_text(int parameter, std::string_view value) = 0;
  virtual void bind_blob(int parameter, std::span<const std::uint8_t> value) = 0;
  virtual bool step() = 0;  ///< true: there is a row
  virtual void reset() = 0;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual std::span<const std::uint8_t> blob(int column) const = 0;
};

/// What takes turns with its like: of the transactions that took the same turn, each begins to read
/// when the one before has committed. Where writers go one by one anyway (SQLite) it does nothing.
struct Turn {
  enum class Kind : std::uint8_t { organisation = 1, audit_chain = 2 };
  Kind kind = Kind::organisation;
  std::int64_t key = 0;  ///< an organisation; 0: what belongs to none
};

/// At the end of what EXISTS asks: keeps PostgreSQL from reading, at first, all that it could ever
/// be asked for into a hash table.
#define MUSTER_FENCE "/*pg  OFFSET 0*/"

/// Used by one thread at a time.
class Connection {
 public:
  virtual ~Connection() = default;
  /// Until the end of the transaction.
  virtual void take_turn(Turn turn) = 0;
  /// Who makes the order that a statement asks for.
  enum class Order : std::uint8_t {
    by_index,         ///< an index has it: rows come one by one
    by_first_column,  ///< an index has the first column's; what is equal there is sorted
    sorted,           ///< all rows are gathered, and sorted
  };
  /// Until the end of the transaction, tables are read in the order in which CROSS JOIN names them,
  /// by the indexes of the columns that stand bare: for statements whose author knows which way is
  /// short, where the database would guess. SQLite does so anyway.
  virtual void plan_as_written(Order order) = 0;
  /// The statement for this text, prepared at its first use and kept. `sql` must be a constant.
  virtual Statement& prepare(std::string_view sql) = 0;
  /// Rows that the last statement changed.
  virtual std::int64_t changes() const = 0;
};

/// Lends connections. Thread-safe.
class Database {
 public:
  virtual ~Database() = default;
  /// Runs `work` on a reading connection: one snapshot for all of its statements.
  virtual void read(const std::function<void(Connection&)>& work) = 0;

  enum class Durability : std::uint8_t {
    at_commit,  ///< on disk when write() returns
    later,      ///< on disk, at the latest, with the next transaction that is durable at commit
  };
  /// Runs `work` in a transaction: committed when it returns, rolled back when it throws. With
  /// SQLite writers go one by one, in the order in which they came; with PostgreSQL side by side,
  /// each statement seeing what others have committed (READ COMMITTED).
  virtual void write(const std::function<void(Connection&)>& work,
                     Durability durability = Durability::at_commit) = 0;

  /// One transaction for whatever `work` reads and writes here on this thread: every read() and
  /// write() inside it joins it.
  virtual void in_one_step(const std::function<void()>& work, Turn turn) = 0;
};

inline std::int64_t to_sql(registry::Time time) { return time.time_since_epoch().count(); }
inline registry::Time time_from_sql(std::int64_t milliseconds) {
  return registry::Time{std::chrono::milliseconds{milliseconds}};
}

template <class T>
void bind(Statement& statement, int parameter, const T& value) {
  if constexpr (requires { value.has_value(); }) {
    value ? bind(statement, parameter, *value) : statement.bind_null(parameter);
  } else if constexpr (std::is_same_v<T, registry::Time>) {
    statement.bind_integer(parameter, to_sql(value));
  } else if constexpr (std::is_enum_v<T>) {
    statement.bind_integer(parameter, static_cast<std::int64_t>(value));
  } else if constexpr (std::is_integral_v<T>) {
    statement.bind_integer(parameter, static_cast<std::int64_t>(value));
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    statement.bind_text(parameter, value);
  } else if constexpr (requires { value.bytes; }) {
    statement.bind_blob(parameter, value.bytes);
  } else if constexpr (requires { std::span<const std::uint8_t>(value); }) {
    statement.bind_blob(parameter, value);
  } else {
    statement.bind_integer(parameter, value.value);  // an Id
  }
}

/// A statement that runs. Resets it when it goes, so that it can run again.
class Rows {
 public:
  explicit Rows(Statement& statement) : statement_(&statement) {}
  Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;
  ~Rows() {
    if (statement_ != nullptr) statement_->reset();
  }
  bool next() { return statement_->step(); }

  bool is_null(int column) const { return statement_->is_null(column); }
  std::int64_t integer(int column) const { return statement_->integer(column); }
  bool boolean(int column) const { return statement_->integer(column) != 0; }
  std::string text(int column) const { return std::string(statement_->text(column)); }
  /// Lives until the next row.
  std::string_view view(int column) const { return statement_->text(column); }
  std::span<const std::uint8_t> blob(int column) const { return statement_->blob(column); }
  registry::Time time(int column) const { return time_from_sql(integer(column)); }
  std::optional<registry::Time> maybe_time(int column) const {
    return is_null(column) ? std::nullopt : std::optional(time(column));
  }
  std::optional<std::string> maybe_text(int column) const {
    return is_null(column) ? std::nullopt : std::optional(text(column));
  }
  template <class Id>
  Id id(int column) const {
    return Id{integer(column)};
  }
  template <class Enum>
  Enum as(int column) const {
    return static_cast<Enum>(integer(column));
  }

 private:
  Statement* statement_;
};

/// Binds the arguments to $1, $2, ... in their order; the rows are then stepped through.
template <class... Arguments>
Rows query(Connection& connection, std::string_view sql, const Arguments&... arguments) {
  auto& statement = connection.prepare(sql);
  int parameter = 0;
  (bind(statement, ++parameter, arguments), ...);
  return Rows(statement);
}

/// A statement that is run for many rows: found once, bound again for each.
class Repeated {
 public:
  Repeated(Connection& connection, std::string_view sql) : statement_(connection.prepare(sql)) {}

  template <class... Arguments>
  Rows operator()(const Arguments&... arguments) {
    int parameter = 0;
    (bind(statement_, ++parameter, arguments), ...);
    return Rows(statement_);
  }
  /// For a statement that gives no rows.
  template <class... Arguments>
  void run(const Arguments&... arguments) {
    (*this)(arguments...).next();
  }

 private:
  Statement& statement_;
};

/// The same for a statement that gives no rows; returns how many it changed.
template <class... Arguments>
std::int64_t execute(Connection& connection, std::string_view sql, const Arguments&... arguments) {
  query(connection, sql, arguments...).next();
  return connection.changes();
}

}  // namespace muster::storage
