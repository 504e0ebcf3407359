// The yardstick for loading a directory: prepared inserts in the order of the keys, into the tables
// that Muster has, as fast as one thread can call SQLite.
//
//   baseline_directory FILE.csv DATABASE [ROWS_A_CHUNK] [CACHE_MIB]
//
// Creates DATABASE, which baseline_register takes, and prints {"rows", "seconds"}. By default the
// whole file is one chunk: each page of the table is then written once, which nothing beats.

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "baseline_sqlite.h"

namespace muster::bench {
namespace {

constexpr const char* schema = R"(
  CREATE TABLE directory (
    identity_key  BLOB    NOT NULL PRIMARY KEY,
    supplier_id   INTEGER NOT NULL,
    manufacturer  TEXT    NOT NULL,
    model         TEXT    NOT NULL,
    serial_number TEXT    NOT NULL,
    product_id    TEXT,
    published_at  INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX directory_by_product_id ON directory (product_id) WHERE product_id IS NOT NULL;

  CREATE TABLE directory_serials (
    supplier_id   INTEGER NOT NULL,
    serial_number TEXT    NOT NULL,
    identity_key  BLOB    NOT NULL,
    PRIMARY KEY (supplier_id, serial_number, identity_key)
  ) WITHOUT ROWID;)";

constexpr const char* insert_entry = R"(
  INSERT INTO directory
    (identity_key, supplier_id, manufacturer, model, serial_number, published_at)
  VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (identity_key) DO NOTHING)";

constexpr const char* insert_serial = R"(
  INSERT INTO directory_serials (supplier_id, serial_number, identity_key) VALUES (?, ?, ?))";

constexpr std::int64_t supplier = 1;

/// Inserts the entries that are not there yet, in the order of their keys, then their serial
/// numbers in theirs. One transaction. How many were added.
std::size_t publish(Database& database, Statement& insert, Statement& serial,
                    std::vector<Row>& rows) {
  const auto now = wall_clock();
  database.run("BEGIN");
  std::ranges::sort(rows, {}, &Row::key);
  std::erase_if(rows, [&](const Row& row) {
    insert.execute(row.key, supplier, row.manufacturer, row.model, row.serial_number, now);
    return sqlite3_changes64(database.handle()) == 0;
  });
  std::ranges::sort(rows, {}, [](const Row& row) { return std::tie(row.serial_number, row.key); });
  for (const auto& row : rows) serial.execute(supplier, row.serial_number, row.key);
  database.run("COMMIT");
  return rows.size();
}

std::size_t load(Database& database, std::string_view text, std::size_t rows_a_chunk) {
  Statement insert(database, insert_entry);
  Statement serial(database, insert_serial);
  Rows source(text);
  std::vector<Row> rows;
  std::size_t published = 0;
  for (auto row = source.next(); row;) {
    rows.clear();
    for (; row && rows.size() < rows_a_chunk; row = source.next()) rows.push_back(*row);
    published += publish(database, insert, serial, rows);
  }
  return published;
}

void run(const std::string& file, const std::string& path, std::size_t rows_a_chunk,
         int cache_mib) {
  Database database(path, cache_mib);
  database.run(schema);
  const Stopwatch watch;
  const auto text = read_file(file);
  const auto rows = load(database, text, rows_a_chunk);
  fmt::print("{{\"rows\": {}, \"seconds\": {:.4f}}}\n", rows, watch.seconds());
}

}  // namespace
}  // namespace muster::bench

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr, "usage: {} FILE.csv DATABASE [ROWS_A_CHUNK] [CACHE_MIB]\n", arguments[0]);
    return 2;
  }
  muster::bench::run(arguments[1], arguments[2], count > 3 ? std::stoull(arguments[3]) : SIZE_MAX,
                     count > 4 ? std::stoi(arguments[4]) : 64);
}
