#include "storage/installation_records.h"

namespace muster::storage {
namespace {

constexpr std::string_view name_key = "name";
constexpr std::string_view contact_key = "support_contact";

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

constexpr std::string_view select_text = R"(
  SELECT value FROM installation WHERE name = $1)";

registry::InstallationText InstallationRecords::text() {
  registry::InstallationText found;
  database_.read([&](Connection& connection) {
    for (const auto& [key, text] :
         {std::pair(name_key, &found.name), std::pair(contact_key, &found.support_contact)}) {
      auto rows = query(connection, select_text, key);
      if (!rows.next()) continue;
      const auto value = rows.blob(0);
      text->assign(reinterpret_cast<const char*>(value.data()), value.size());
    }
  });
  return found;
}

constexpr std::string_view upsert_text = R"(
  INSERT INTO installation (name, value) VALUES ($1, $2)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value)";

void InstallationRecords::set_text(const registry::InstallationText& text) {
  database_.write([&](Connection& connection) {
    execute(connection, upsert_text, name_key, bytes_of(text.name));
    execute(connection, upsert_text, contact_key, bytes_of(text.support_contact));
  });
}

}  // namespace muster::storage
