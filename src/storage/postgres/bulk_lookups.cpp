#include <algorithm>
#include <array>
#include <unordered_map>

#include "storage/postgres/bulk.h"
#include "storage/postgres/copy_rows.h"
#include "storage/postgres/result_rows.h"

namespace muster::storage::postgres {

// Suppliers are few, so this is one step into the index for each and each number. A number that
// thousands of devices share tells nobody anything, so a few of them do.
constexpr const char* select_by_serial_numbers = R"(
  SELECT serial_number, manufacturer, model
    FROM (SELECT d.serial_number, d.manufacturer, d.model,
                 row_number() OVER (PARTITION BY d.serial_number) AS n
            FROM directory d
           WHERE d.supplier_id IN (SELECT s.supplier_id FROM suppliers s)
             AND d.serial_number = ANY ($1)) f
   WHERE n <= 8)";

std::vector<std::vector<identity::DeviceIdentity>> PgBulk::with_serial_numbers(
    Connection& connection, std::span<const std::string_view> serial_numbers) {
  pg(connection).run(by_index);
  ArrayValue asked(oid_text, serial_numbers.size());
  std::unordered_multimap<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < serial_numbers.size(); ++i) {
    asked.text(serial_numbers[i]);
    places.emplace(serial_numbers[i], i);
  }
  const std::array types = {oid_text_array};
  const std::array<std::string_view, 1> values = {asked.bytes()};
  const ResultRows rows(pg(connection).execute(select_by_serial_numbers, types, values, false));
  std::vector<std::vector<identity::DeviceIdentity>> found(serial_numbers.size());
  for (int row = 0; row < rows.size(); ++row) {
    const auto [first, end] = places.equal_range(rows.text(row, 0));
    for (auto place = first; place != end; ++place) {
      found[place->second].push_back({.manufacturer = std::string(rows.text(row, 1)),
                                      .model = std::string(rows.text(row, 2)),
                                      .serial_number = std::string(rows.text(row, 0))});
    }
  }
  return found;
}

constexpr const char* select_hashes = R"(
  SELECT k.n, h.hardware_hash
    FROM unnest($1) WITH ORDINALITY AS k (key, n)
    JOIN directory_hashes h ON h.identity_key = k.key)";

void PgBulk::published_hashes(Connection& connection, std::span<const identity::IdentityKey> sorted,
                              const std::function<void(std::size_t, std::string_view)>& on_hash) {
  // A hash has some kilobytes, and all of a result are in memory.
  constexpr std::size_t at_once = 1000;
  pg(connection).run(by_index);
  for (std::size_t first = 0; first < sorted.size(); first += at_once) {
    const auto some = sorted.subspan(first, std::min(at_once, sorted.size() - first));
    ArrayValue keys(oid_bytea, some.size());
    for (const auto& key : some) keys.blob(key.bytes);
    const std::array types = {oid_bytea_array};
    const std::array<std::string_view, 1> values = {keys.bytes()};
    const ResultRows rows(pg(connection).execute(select_hashes, types, values, false));
    for (int row = 0; row < rows.size(); ++row) {
      on_hash(first + rows.index(row, 0), rows.text(row, 1));
    }
  }
}

}  // namespace muster::storage::postgres
