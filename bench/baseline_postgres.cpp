// The yardstick for PostgreSQL: what Muster does for a file, as whoever writes it by hand for
// nothing but speed. One connection loads the file into a table by COPY, which makes it durable as
// an accepted upload is, and two statements over the whole set claim the devices and list them with
// their outcomes. Nothing is answered, nothing can be interrupted, and nobody else is served.
//
//   baseline_postgres directory FILE.csv ADDRESS
//   baseline_postgres register FILE.csv ADDRESS
//
// ADDRESS is a database that `muster migrate` has filled with Muster's tables and indexes, so both
// sides write the same. Prints {"rows", "seconds"} and {"registered", "failed", "seconds"}.

#include <fmt/format.h>
#include <libpq-fe.h>

#include <memory>
#include <string>

#include "baseline.h"
#include "storage/postgres/copy_rows.h"

namespace muster::bench {
namespace {

using storage::postgres::CopyRows;

class Database {
 public:
  explicit Database(const char* address) : connection_(PQconnectdb(address)) {
    if (PQstatus(handle()) != CONNECTION_OK) fail();
    // Whole sets are sorted and hashed in memory; the other settings are the cluster's, as for
    // Muster.
    run("SET client_min_messages = warning; SET work_mem = '256MB'");
  }

  void run(const std::string& sql) { checked(PQexec(handle(), sql.c_str()), PGRES_COMMAND_OK); }

  std::int64_t number(const std::string& sql) {
    const auto result = checked(PQexec(handle(), sql.c_str()), PGRES_TUPLES_OK);
    return std::stoll(PQgetvalue(result.get(), 0, 0));
  }

  void copy(const std::string& sql, std::string_view rows) {
    constexpr std::size_t piece = 1 << 20;
    checked(PQexec(handle(), sql.c_str()), PGRES_COPY_IN);
    for (; !rows.empty(); rows.remove_prefix(std::min(piece, rows.size()))) {
      const auto size = static_cast<int>(std::min(piece, rows.size()));
      if (PQputCopyData(handle(), rows.data(), size) != 1) fail();
    }
    if (PQputCopyEnd(handle(), nullptr) != 1) fail();
    checked(PQgetResult(handle()), PGRES_COMMAND_OK);
    checked(PQgetResult(handle()), PGRES_COMMAND_OK);  // null: that was all
  }

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, Finish>;

  PGconn* handle() { return connection_.get(); }
  [[noreturn]] void fail() { throw std::runtime_error(PQerrorMessage(handle())); }
  Result checked(PGresult* result, ExecStatusType wanted) {
    Result owned(result);
    if (result != nullptr && PQresultStatus(result) != wanted) fail();
    return owned;
  }

  std::unique_ptr<PGconn, Finish> connection_;
};

// It is read once, so it has no index; it is no less durable than the rest.
constexpr const char* create_staging = R"(
  CREATE TABLE staging (
    id            BIGINT NOT NULL,
    identity_key  BYTEA  NOT NULL,
    manufacturer  TEXT COLLATE "C" NOT NULL,
    model         TEXT COLLATE "C" NOT NULL,
    serial_number TEXT COLLATE "C" NOT NULL))";

constexpr const char* copy_staging = "COPY staging FROM STDIN (FORMAT binary)";

/// Sends the file's rows; `first` is the ID of the first.
std::int64_t load(Database& database, const std::string& file, std::int64_t first) {
  constexpr int rows_a_copy = 250'000;
  const auto text = read_file(file);
  Rows source(text);
  auto id = first;
  database.run("BEGIN");
  for (auto row = source.next(); row;) {
    CopyRows copy;
    for (int i = 0; row && i < rows_a_copy; ++i, row = source.next()) {
      copy.begin(5);
      copy.int8(id++);
      copy.blob(row->key);
      copy.text(row->manufacturer);
      copy.text(row->model);
      copy.text(row->serial_number);
    }
    database.copy(copy_staging, copy.finish());
  }
  database.run("COMMIT");
  return id - first;
}

constexpr const char* insert_entries = R"(
  INSERT INTO directory
    (identity_key, supplier_id, manufacturer, model, serial_number, published_at)
  SELECT identity_key, 1, manufacturer, model, serial_number, 1700000000000
    FROM staging
   ORDER BY identity_key
  ON CONFLICT (identity_key) DO NOTHING)";

void publish(Database& database, const std::string& file) {
  database.run(create_staging);
  const Stopwatch watch;
  const auto rows = load(database, file, 1);
  database.run("BEGIN");
  database.run(insert_entries);
  database.run("INSERT INTO suppliers SELECT 1, count(*) FROM directory");
  database.run("COMMIT");
  fmt::print("{{\"rows\": {}, \"seconds\": {:.4f}}}\n", rows, watch.seconds());
  database.run("DROP TABLE staging");
}

// The numbers are those of registry::StoredState and registry::ErrorCode.
constexpr const char* insert_claims = R"(
  INSERT INTO claims (identity_key, customer_id, registration_id, claimed_at)
  SELECT s.identity_key, 1, s.id, 1700000000000
    FROM staging s
    JOIN directory d USING (identity_key, manufacturer, model, serial_number)
   ORDER BY s.identity_key, s.id
  ON CONFLICT (identity_key) DO NOTHING)";

constexpr const char* insert_registrations = R"(
  INSERT INTO registrations
    (customer_id, id, changed_at, state, error, manufacturer, model, serial_number)
  SELECT 1, s.id, 1700000000000, CASE WHEN c.registration_id = s.id THEN 4 ELSE 3 END,
         CASE WHEN c.registration_id = s.id THEN NULL
              WHEN d.identity_key IS NULL THEN 2
              WHEN c.customer_id = 1 THEN 4
              ELSE 5 END,
         s.manufacturer, s.model, s.serial_number
    FROM staging s
    LEFT JOIN directory d USING (identity_key, manufacturer, model, serial_number)
    LEFT JOIN claims c ON c.identity_key = d.identity_key
   ORDER BY s.id)";

void register_all(Database& database, const std::string& file) {
  constexpr std::int64_t batch = 49'000'000'000;  // as large as those of Muster are
  database.run(create_staging);
  const Stopwatch watch;
  load(database, file, (batch << 23) + 1);
  database.run("ANALYZE staging");
  database.run("BEGIN");
  database.run(insert_claims);
  database.run(insert_registrations);
  database.run("COMMIT");
  const auto seconds = watch.seconds();
  database.run("DROP TABLE staging");
  const auto count = [&](int state) {
    return database.number(
        fmt::format("SELECT count(*) FROM registrations WHERE state = {}", state));
  };
  fmt::print("{{\"registered\": {}, \"failed\": {}, \"seconds\": {:.4f}}}\n", count(4), count(3),
             seconds);
}

}  // namespace
}  // namespace muster::bench

int main(int count, char** arguments) {
  const std::string what = count == 4 ? arguments[1] : "";
  if (what != "directory" && what != "register") {
    fmt::print(stderr, "usage: {} directory|register FILE.csv ADDRESS\n", arguments[0]);
    return 2;
  }
  muster::bench::Database database(arguments[3]);
  (what == "directory" ? muster::bench::publish : muster::bench::register_all)(database,
                                                                               arguments[2]);
}
