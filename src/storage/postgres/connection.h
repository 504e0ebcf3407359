#pragma once
// One connection to PostgreSQL 15 or newer, over libpq (postgresql.org/docs/15/libpq.html).

#include <libpq-fe.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/postgres/dialect.h"
#include "storage/sql.h"

namespace muster::storage::postgres {

class PgConnection;

struct FreeResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, FreeResult>;

/// A statement of one text. Parameters are sent with their types, and a null has none: for each mix
/// of types it is prepared once. The rows of a run are all in memory.
class PgStatement final : public Statement {
 public:
  PgStatement(PgConnection& connection, std::string_view sql);

  void bind_null(int parameter) override;
  void bind_integer(int parameter, std::int64_t number) override;
  void bind_text(int parameter, std::string_view text) override;
  void bind_blob(int parameter, std::span<const std::uint8_t> blob) override;
  bool step() override;
  void reset() override;
  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  std::string_view text(int column) const override;
  std::span<const std::uint8_t> blob(int column) const override;

 private:
  struct Value {
    Oid type = 0;  ///< 0: null
    std::string_view bytes;
    std::string digits;  ///< of an integer
  };
  /// What the server knows under a name: the text with parameters of some types.
  struct Prepared {
    std::string name;
    std::vector<int> parameters;
  };
  Value& value_of(int parameter);
  void run();
  const Prepared& prepared();

  PgConnection& connection_;
  std::string_view sql_;
  std::vector<Value> values_;  ///< by number, from 1
  std::map<std::vector<Oid>, Prepared> prepared_;
  Result result_;
  int row_ = -1;                                          ///< -1: not run yet
  mutable std::vector<std::vector<std::uint8_t>> blobs_;  ///< by column, of this row
};

class PgConnection final : public Connection {
 public:
  /// `address` as libpq takes it: a URI or key=value pairs. Throws StorageFault (unavailable).
  explicit PgConnection(const std::string& address);
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  Statement& prepare(std::string_view sql) override;
  std::int64_t changes() const override { return changes_; }
  void take_turn(Turn turn) override;
  void plan_as_written(Order order) override;

  void run(const std::string& sql);  ///< one or many statements without parameters
  void roll_back();                  ///< never throws: a connection that fails at it is not good
  /// Sends rows to `COPY table (...) FROM STDIN (FORMAT binary)`; `data` is the whole stream.
  void copy_in(const std::string& sql, std::string_view data);
  /// One statement with parameters in their binary form, made for this moment: not kept.
  Result execute(const std::string& sql, std::span<const Oid> types,
                 std::span<const std::string_view> binary_values, bool binary_results);

  /// A statement that is not answered for so long breaks the connection: its server may be frozen,
  /// or wait for a standby that is gone. Nothing: as long as it takes.
  void wait_at_most(std::optional<std::chrono::milliseconds> longest) { longest_ = longest; }

  /// Whether it can be used again: it stands, and leads to a server that takes writes.
  bool is_good() const { return PQstatus(connection_.get()) == CONNECTION_OK && !spent_; }
  /// Good, and in no transaction: as it was lent.
  bool is_idle() const {
    return is_good() && PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
  }
  /// Whether Citus is installed in the database, and so may have spread its tables over nodes.
  bool is_distributed() const { return is_distributed_; }
  PGconn* handle() { return connection_.get(); }

  /// Throws StorageFault for what the server, or the way to it, said.
  [[noreturn]] void fail(const PGresult* result, std::string_view doing);
  /// The same, unless the result is good.
  Result checked(PGresult* result, std::string_view doing);

 private:
  friend class PgStatement;
  /// The last result of what was sent, as PQexec has it; `sent` is what the sending returned.
  PGresult* answer_to(int sent);
  /// Throws StorageFault (unavailable) when there is none in time.
  void wait_for_input(std::chrono::steady_clock::time_point since);
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  std::unique_ptr<PGconn, Finish> connection_;
  /// By the address of the text: statements are constants.
  std::map<const char*, std::unique_ptr<PgStatement>> statements_;
  std::int64_t changes_ = 0;
  std::int64_t names_given_ = 0;
  std::optional<std::chrono::milliseconds> longest_;
  bool spent_ = false;
  bool is_distributed_ = false;
};

/// What the bulk work of this engine is handed is always one of its own.
inline PgConnection& pg(Connection& connection) { return static_cast<PgConnection&>(connection); }

}  // namespace muster::storage::postgres
