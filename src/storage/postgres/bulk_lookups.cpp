#include <algorithm>
#include <array>

#include "storage/postgres/bulk.h"
#include "storage/postgres/copy_rows.h"
#include "storage/postgres/result_rows.h"

namespace muster::storage::postgres {

// Suppliers are few, so this is one step into the index for each.
constexpr const char* select_by_serial_numbers = R"(
  SELECT e.n, f.manufacturer, f.model
    FROM unnest($1) WITH ORDINALITY AS e (serial_number, n)
    CROSS JOIN LATERAL (
      SELECT d.manufacturer, d.model
        FROM suppliers s
        JOIN directory d ON d.supplier_id = s.supplier_id AND d.serial_number = e.serial_number
       LIMIT 8) AS f)";

std::vector<std::vector<identity::DeviceIdentity>> PgBulk::with_serial_numbers(
    Connection& connection, std::span<const std::string_view> serial_numbers) {
  pg(connection).run(by_index);
  ArrayValue asked(oid_text, serial_numbers.size());
  for (const auto serial_number : serial_numbers) asked.text(serial_number);
  const std::array types = {oid_text_array};
  const std::array<std::string_view, 1> values = {asked.bytes()};
  const ResultRows rows(pg(connection).execute(select_by_serial_numbers, types, values, false));
  std::vector<std::vector<identity::DeviceIdentity>> found(serial_numbers.size());
  for (int row = 0; row < rows.size(); ++row) {
    const auto i = rows.index(row, 0);
    found[i].push_back({.manufacturer = std::string(rows.text(row, 1)),
                        .model = std::string(rows.text(row, 2)),
                        .serial_number = std::string(serial_numbers[i])});
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
