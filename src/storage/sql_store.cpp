#include "storage/sql_store.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <utility>

namespace muster::storage {

constexpr std::string_view insert_value = R"(
  INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING)";

constexpr std::string_view select_value = R"(
  SELECT value FROM installation WHERE name = $1)";

Secret installation_value(Database& database, std::string_view name, const Secret& proposed) {
  Secret value{};
  database.write([&](Connection& connection) {
    execute(connection, insert_value, name, proposed);
    auto rows = query(connection, select_value, name);
    rows.next();
    const auto blob = rows.blob(0);
    if (blob.size() != value.size()) {
      throw StorageFault(StorageFault::Kind::io, fmt::format("`{}` has a wrong size", name));
    }
    std::ranges::copy(blob, value.begin());
  });
  return value;
}

Secret random_secret() {
  Secret secret{};
  randombytes_buf(secret.data(), secret.size());
  return secret;
}

SqlStore::SqlStore(SqlStoreParts parts, const Secret& identity_secret, const registry::Clock& clock)
    : parts_(std::move(parts)),
      keyer_(identity_secret),
      organisations_(*parts_.organisations, clock),
      relationships_(*parts_.organisations, clock),
      tokens_(*parts_.organisations, clock),
      clients_(*parts_.organisations, clock),
      device_authorizations_(*parts_.organisations, clock),
      requests_(*parts_.organisations, clock),
      webhooks_(*parts_.organisations, clock),
      people_(*parts_.organisations, clock),
      sessions_(*parts_.organisations, clock),
      identity_providers_(*parts_.organisations, clock),
      sign_in_failures_(*parts_.organisations),
      installation_(*parts_.organisations),
      links_(*parts_.organisations, clock),
      audit_(*parts_.organisations, clock),
      directory_(*parts_.identities, *parts_.bulk, clock),
      batches_(*parts_.organisations, *parts_.bulk, clock, process_id_, parts_.chunk_rows),
      devices_(*parts_.organisations, clock),
      histories_(*parts_.organisations),
      enrolments_(*parts_.organisations, clock),
      idempotency_(*parts_.organisations, clock, process_id_),
      processes_(*parts_.organisations, process_id_, parts_.alone) {}

SqlStore::~SqlStore() = default;

void SqlStore::in_one_step(const std::function<void()>& work,
                           registry::OrganisationId organisation) {
  parts_.organisations->in_one_step(work, {Turn::Kind::organisation, organisation.value});
}

constexpr std::string_view count_values = "SELECT count(*) FROM installation";

void SqlStore::ping() {
  for (auto* database : {parts_.organisations.get(), parts_.identities.get()}) {
    database->read([](Connection& connection) { query(connection, count_values).next(); });
  }
}

}  // namespace muster::storage
