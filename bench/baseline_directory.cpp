// The yardstick for loading a directory: prepared inserts in the order of the keys, into the table
// and index that Muster has, as fast as one thread can call SQLite.
//
//   baseline_directory FILE.csv DATABASE [ROWS_A_CHUNK] [CACHE_MIB]
//
// Creates DATABASE, which baseline_register takes, and prints {"rows", "seconds"}. By default the
// whole file is one chunk: each page of the table is then written once, which nothing beats.

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "baseline.h"

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
  CREATE INDEX directory_by_serial ON directory (supplier_id, serial_number);
  CREATE INDEX directory_by_product_id ON directory (product_id) WHERE product_id IS NOT NULL;)";

constexpr const char* insert_entry = R"(
  INSERT INTO directory
    (identity_key, supplier_id, manufacturer, model, serial_number, published_at)
  VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (identity_key) DO NOTHING)";

constexpr std::int64_t supplier = 1;

std::int64_t load(Database& database, std::string_view text, std::size_t rows_a_chunk) {
  Statement insert(database, insert_entry);
  Rows source(text);
  std::vector<Row> rows;
  std::int64_t published = 0;
  for (auto row = source.next(); row;) {
    rows.clear();
    for (; row && rows.size() < rows_a_chunk; row = source.next()) rows.push_back(*row);
    std::ranges::sort(rows, {}, &Row::key);
    const auto now = wall_clock();
    database.run("BEGIN");
    for (const auto& entry : rows) {
      insert.execute(entry.key, supplier, entry.manufacturer, entry.model, entry.serial_number,
                     now);
      published += sqlite3_changes64(database.handle());
    }
    database.run("COMMIT");
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
