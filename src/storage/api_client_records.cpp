#include "storage/api_client_records.h"

#include <algorithm>

#include "storage/random_id.h"

namespace muster::storage {
namespace {

using registry::ApiClient;
using registry::ClientId;
using registry::ClientSecretHash;
using registry::OrganisationId;
using registry::Role;
using registry::Scopes;

ApiClient client_from(const Rows& rows) {
  return {.id = rows.id<ClientId>(0),
          .organisation = rows.id<OrganisationId>(1),
          .name = rows.text(2),
          .role = rows.as<Role>(3),
          .scopes = Scopes::from_bits(rows.integer(4)),
          .created_by = rows.text(5),
          .created_at = rows.time(6),
          .expires_at = rows.maybe_time(7),
          .last_used_at = rows.maybe_time(8),
          .revoked_at = rows.maybe_time(9)};
}

}  // namespace

#define MUSTER_CLIENT_COLUMNS                                                                  \
  "id, organisation_id, name, role, scopes, created_by, created_at, expires_at, last_used_at," \
  " revoked_at"
constexpr int client_columns = 10;

constexpr std::string_view insert_client = R"(
  INSERT INTO api_clients
    (id, organisation_id, name, role, scopes, created_by, created_at, expires_at, secret_hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))";

ApiClient ApiClientRecords::create(ApiClient client, const ClientSecretHash& secret) {
  client.id = ClientId{random_id()};
  client.created_at = clock_.now();
  database_.write([&](Connection& connection) {
    execute(connection, insert_client, client.id, client.organisation, client.name, client.role,
            client.scopes.bits(), client.created_by, client.created_at, client.expires_at, secret);
  });
  return client;
}

constexpr std::string_view select_holder =
    "SELECT " MUSTER_CLIENT_COLUMNS ", secret_hash FROM api_clients WHERE id = $1";

std::optional<registry::ApiClients::Holder> ApiClientRecords::find(ClientId id) {
  std::optional<Holder> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_holder, id);
    if (!rows.next()) return;
    found.emplace();
    found->client = client_from(rows);
    const auto secret = rows.blob(client_columns);
    std::ranges::copy_n(secret.begin(),
                        static_cast<std::ptrdiff_t>(std::min(secret.size(), found->secret.size())),
                        found->secret.begin());
  });
  return found;
}

constexpr std::string_view select_client =
    "SELECT " MUSTER_CLIENT_COLUMNS " FROM api_clients WHERE id = $2 AND organisation_id = $1";

std::optional<ApiClient> ApiClientRecords::find(OrganisationId organisation, ClientId id) {
  std::optional<ApiClient> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_client, organisation, id);
    if (rows.next()) found = client_from(rows);
  });
  return found;
}

constexpr std::string_view select_clients = "SELECT " MUSTER_CLIENT_COLUMNS R"(
    FROM api_clients
   WHERE organisation_id = $1
   ORDER BY created_at, id)";

std::vector<ApiClient> ApiClientRecords::list(OrganisationId organisation) {
  std::vector<ApiClient> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_clients, organisation);
    while (rows.next()) found.push_back(client_from(rows));
  });
  return found;
}

constexpr std::string_view update_secret = R"(
  UPDATE api_clients SET secret_hash = $3
   WHERE id = $2 AND organisation_id = $1 AND revoked_at IS NULL)";

constexpr std::string_view delete_issued = R"(
  DELETE FROM tokens WHERE client_id = $1 AND client_id <> 0)";

std::optional<ApiClient> ApiClientRecords::rotate(OrganisationId organisation, ClientId id,
                                                  const ClientSecretHash& secret) {
  std::optional<ApiClient> rotated;
  database_.write([&](Connection& connection) {
    if (execute(connection, update_secret, organisation, id, secret) == 0) return;
    execute(connection, delete_issued, id);
    rotated = find(organisation, id);
  });
  return rotated;
}

constexpr std::string_view update_revoked = R"(
  UPDATE api_clients SET revoked_at = $3
   WHERE id = $2 AND organisation_id = $1 AND revoked_at IS NULL)";

bool ApiClientRecords::revoke(OrganisationId organisation, ClientId id) {
  bool revoked = false;
  database_.write([&](Connection& connection) {
    revoked = execute(connection, update_revoked, organisation, id, clock_.now()) > 0;
    if (revoked) execute(connection, delete_issued, id);
  });
  return revoked;
}

constexpr std::string_view update_used = R"(
  UPDATE api_clients SET last_used_at = $2 WHERE id = $1)";

void ApiClientRecords::used(ClientId id, registry::Time when) {
  database_.write([&](Connection& connection) { execute(connection, update_used, id, when); },
                  Database::Durability::later);
}

}  // namespace muster::storage
