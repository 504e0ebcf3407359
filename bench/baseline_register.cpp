// The yardstick for registering: the lookups, claims and inserts that Muster does for a file, as
// fast as one thread can call SQLite. Nothing is pending first, nothing is answered, nobody waits.
//
//   baseline_register FILE.csv DATABASE [ROWS_A_CHUNK] [CACHE_MIB]
//
// DATABASE comes from baseline_directory. Prints {"registered", "failed", "seconds"}. The database
// ends up with the rows, lists and indexes that Muster's has. The defaults are the fastest found:
// chunks sorted by key find each page of the directory and of the claims once, so large chunks win.

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "baseline_sqlite.h"

namespace muster::bench {
namespace {

constexpr const char* schema = R"(
  CREATE TABLE claims (
    identity_key    BLOB    NOT NULL PRIMARY KEY,
    customer_id     INTEGER NOT NULL,
    registration_id INTEGER NOT NULL,
    claimed_at      INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE registrations (
    id            INTEGER NOT NULL PRIMARY KEY,
    customer_id   INTEGER NOT NULL,
    state         INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    first_row     INTEGER,
    error         INTEGER,
    manufacturer  TEXT NOT NULL,
    model         TEXT NOT NULL,
    serial_number TEXT NOT NULL,
    product_id    TEXT,
    group_tag     TEXT,
    assigned_user TEXT,
    by_product_id INTEGER,
    error_detail  TEXT,
    error_column  TEXT,
    error_value   TEXT
  );
  CREATE INDEX registrations_by_state ON registrations (customer_id, state) WHERE state <> 2;
  CREATE INDEX registrations_by_block ON registrations (customer_id, state, id >> 12, serial_number)
    WHERE state <> 2;
  CREATE INDEX registrations_by_group_tag
    ON registrations (customer_id, group_tag, state, id >> 12, serial_number)
    WHERE group_tag IS NOT NULL AND state <> 2;
  CREATE INDEX registrations_by_group_tag_and_serial
    ON registrations (customer_id, group_tag, state, serial_number)
    WHERE group_tag IS NOT NULL AND state <> 2;
  CREATE INDEX registrations_removing ON registrations (id) WHERE state = 6;

  CREATE TABLE device_serials (
    customer_id     INTEGER NOT NULL,
    state           INTEGER NOT NULL,
    serial_number   TEXT    NOT NULL,
    registration_id INTEGER NOT NULL,
    PRIMARY KEY (customer_id, state, serial_number, registration_id)
  ) WITHOUT ROWID;)";

constexpr const char* select_entry = R"(
  SELECT serial_number, manufacturer, model FROM directory WHERE identity_key = ?)";

constexpr const char* insert_claim = R"(
  INSERT INTO claims (identity_key, customer_id, registration_id, claimed_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (identity_key) DO NOTHING)";

constexpr const char* select_owner = R"(
  SELECT customer_id, registration_id FROM claims WHERE identity_key = ?)";

constexpr const char* insert_registration = R"(
  INSERT INTO registrations
    (id, customer_id, state, changed_at, error, manufacturer, model, serial_number)
  VALUES (?, ?, ?, ?, nullif(?, 0), ?, ?, ?))";

constexpr const char* insert_serial = R"(
  INSERT INTO device_serials (customer_id, state, serial_number, registration_id)
  VALUES (?, ?, ?, ?))";

constexpr std::int64_t customer = 1;
constexpr std::int64_t batch = 49'000'000'000;  ///< as large as those of Muster are
constexpr std::int64_t failed = 3;
constexpr std::int64_t registered = 4;

/// The numbers that registry::ErrorCode has for them.
enum class Error : std::int64_t {
  none = 0,
  not_found = 2,
  already_registered = 4,
  claimed_by_another = 5,
};

struct Registration : Row {
  std::int64_t id = 0;
  Error error = Error::none;

  std::int64_t state() const { return error == Error::none ? registered : failed; }
};

class Registrar {
 public:
  explicit Registrar(Database& database) : database_(database) {}

  /// `rows` are in the order of the file. One transaction.
  void decide(std::vector<Registration>& rows) {
    const auto now = wall_clock();
    std::vector<Registration*> order;
    order.reserve(rows.size());
    for (auto& row : rows) order.push_back(&row);

    database_.run("BEGIN");
    std::ranges::sort(order, {}, [](const auto* row) { return row->key; });
    for (auto* row : order) row->error = claim(*row, now);
    for (const auto& row : rows) {
      insert_registration_.execute(row.id, customer, row.state(), now,
                                   static_cast<std::int64_t>(row.error), row.manufacturer,
                                   row.model, row.serial_number);
      ++(row.error == Error::none ? registered_rows : failed_rows);
    }
    std::ranges::sort(order, {},
                      [](const auto* row) { return std::tuple(row->state(), row->serial_number); });
    for (const auto* row : order) {
      insert_serial_.execute(customer, row->state(), row->serial_number, row->id);
    }
    database_.run("COMMIT");
  }

  std::int64_t registered_rows = 0;
  std::int64_t failed_rows = 0;

 private:
  bool is_listed(const Registration& row) {
    const bool listed =
        select_entry_.start(row.key) && select_entry_.text(0) == row.serial_number &&
        select_entry_.text(1) == row.manufacturer && select_entry_.text(2) == row.model;
    select_entry_.reset();
    return listed;
  }

  Error claim(const Registration& row, std::int64_t now) {
    if (!is_listed(row)) return Error::not_found;
    insert_claim_.execute(row.key, customer, row.id, now);
    if (sqlite3_changes64(database_.handle()) > 0) return Error::none;
    select_owner_.start(row.key);
    const auto owner = select_owner_.integer(0);
    const auto registration = select_owner_.integer(1);
    select_owner_.reset();
    if (owner != customer) return Error::claimed_by_another;
    return registration == row.id ? Error::none : Error::already_registered;
  }

  Database& database_;
  Statement select_entry_{database_, select_entry};
  Statement insert_claim_{database_, insert_claim};
  Statement select_owner_{database_, select_owner};
  Statement insert_registration_{database_, insert_registration};
  Statement insert_serial_{database_, insert_serial};
};

void run(const std::string& file, const std::string& path, std::size_t rows_a_chunk,
         int cache_mib) {
  Database database(path, cache_mib);
  database.run(schema);
  Registrar registrar(database);
  const Stopwatch watch;
  const auto text = read_file(file);
  Rows source(text);
  std::int64_t id = batch << 23;
  std::vector<Registration> rows;
  for (auto row = source.next(); row;) {
    rows.clear();
    for (; row && rows.size() < rows_a_chunk; row = source.next()) rows.push_back({*row, ++id});
    registrar.decide(rows);
  }
  fmt::print("{{\"registered\": {}, \"failed\": {}, \"seconds\": {:.4f}}}\n",
             registrar.registered_rows, registrar.failed_rows, watch.seconds());
}

}  // namespace
}  // namespace muster::bench

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr, "usage: {} FILE.csv DATABASE [ROWS_A_CHUNK] [CACHE_MIB]\n", arguments[0]);
    return 2;
  }
  muster::bench::run(arguments[1], arguments[2], count > 3 ? std::stoull(arguments[3]) : 250'000,
                     count > 4 ? std::stoi(arguments[4]) : 64);
}
