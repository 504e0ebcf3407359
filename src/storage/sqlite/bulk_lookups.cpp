#include "storage/sqlite/bulk.h"

namespace muster::storage::sqlite {

// Suppliers are few, so this is one step into the index for each.
constexpr std::string_view select_by_serial_number = R"(
  SELECT d.manufacturer, d.model
    FROM suppliers s
    CROSS JOIN directory_serials n
    CROSS JOIN directory d
   WHERE n.supplier_id = s.supplier_id AND n.serial_number = $1
     AND d.identity_key = n.identity_key
   LIMIT 8)";

std::vector<std::vector<identity::DeviceIdentity>> SqliteBulk::with_serial_numbers(
    Connection& connection, std::span<const std::string_view> serial_numbers) {
  std::vector<std::vector<identity::DeviceIdentity>> found(serial_numbers.size());
  Repeated select(connection, select_by_serial_number);
  for (std::size_t i = 0; i < serial_numbers.size(); ++i) {
    auto rows = select(serial_numbers[i]);
    while (rows.next()) {
      found[i].push_back({.manufacturer = rows.text(0),
                          .model = rows.text(1),
                          .serial_number = std::string(serial_numbers[i])});
    }
  }
  return found;
}

constexpr std::string_view select_hash = R"(
  SELECT hardware_hash FROM directory_hashes WHERE identity_key = $1)";

void SqliteBulk::published_hashes(
    Connection& connection, std::span<const identity::IdentityKey> sorted,
    const std::function<void(std::size_t, std::string_view)>& on_hash) {
  Repeated select(connection, select_hash);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    auto rows = select(sorted[i]);
    if (rows.next()) on_hash(i, rows.view(0));
  }
}

}  // namespace muster::storage::sqlite
