#include "storage/installation_records.h"

#include <sodium.h>

#include <algorithm>
#include <optional>

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

constexpr std::string_view insert_secret = R"(
  INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING)";

namespace {

using Secret = std::array<std::uint8_t, 32>;

std::optional<Secret> read_secret(Connection& connection, const std::string& key) {
  auto rows = query(connection, select_text, key);
  if (!rows.next()) return std::nullopt;
  const auto value = rows.blob(0);
  Secret secret{};
  std::copy_n(value.begin(), std::min(value.size(), secret.size()), secret.begin());
  return secret;
}

}  // namespace

std::array<std::uint8_t, 32> InstallationRecords::secret(std::string_view name) {
  const auto key = "secret_" + std::string(name);
  std::optional<Secret> found;
  database_.read([&](Connection& connection) { found = read_secret(connection, key); });
  if (found) return *found;
  Secret fresh{};
  randombytes_buf(fresh.data(), fresh.size());
  database_.write([&](Connection& connection) {
    // Another server of this installation may be first: what stands there counts.
    execute(connection, insert_secret, key, fresh);
    found = read_secret(connection, key);
  });
  return found.value();
}

}  // namespace muster::storage
