#include "storage/device_authorization_records.h"

namespace muster::storage {
namespace {

using registry::DeviceAuthorization;
using registry::DeviceAuthorizationState;
using registry::DeviceCodeHash;
using registry::OrganisationId;
using registry::PersonId;
using registry::Scopes;

/// Anybody may ask for a code, so what waits is bounded.
constexpr std::int64_t most_of_an_address = 50;
constexpr std::int64_t most_in_all = 10'000;

DeviceAuthorization authorization_from(const Rows& rows) {
  return {.user_code = rows.text(0),
          .client_name = rows.text(1),
          .scopes = Scopes::from_bits(rows.integer(2)),
          .state = rows.as<DeviceAuthorizationState>(3),
          .person = rows.id<PersonId>(4),
          .organisation = rows.id<OrganisationId>(5),
          .address = rows.text(6),
          .created_at = rows.time(7),
          .expires_at = rows.time(8),
          .last_polled_at = rows.maybe_time(9),
          .interval = std::chrono::seconds{rows.integer(10)}};
}

}  // namespace

#define MUSTER_AUTHORIZATION_COLUMNS                                                         \
  "user_code, client_name, scopes, state, person_id, organisation_id, address, created_at, " \
  "expires_at, last_polled_at, interval_s"

constexpr std::string_view delete_expired = R"(
  DELETE FROM device_authorizations WHERE expires_at <= $1)";

constexpr std::string_view count_waiting = R"(
  SELECT count(*), coalesce(sum(CASE WHEN address = $1 THEN 1 ELSE 0 END), 0) FROM device_authorizations)";

constexpr std::string_view insert_authorization = R"(
  INSERT INTO device_authorizations
    (device_hash, user_code, client_name, scopes, state, person_id, organisation_id, address,
     created_at, expires_at, interval_s)
  VALUES ($1, $2, $3, $4, $5, 0, 0, $6, $7, $8, $9)
  ON CONFLICT DO NOTHING)";

registry::DeviceAuthorizations::Made DeviceAuthorizationRecords::create(
    const DeviceAuthorization& authorization, const DeviceCodeHash& hash) {
  auto made = Made::too_many;
  // One that has been answered stays for as long as it polls: a while beyond its end.
  const auto long_over = clock_.now() - registry::device_code_lasts;
  database_.write(
      [&](Connection& connection) {
        execute(connection, delete_expired, long_over);
        auto counts = query(connection, count_waiting, authorization.address);
        counts.next();
        if (counts.integer(0) >= most_in_all || counts.integer(1) >= most_of_an_address) return;
        const auto inserted =
            execute(connection, insert_authorization, hash, authorization.user_code,
                    authorization.client_name, authorization.scopes.bits(), authorization.state,
                    authorization.address, authorization.created_at, authorization.expires_at,
                    authorization.interval.count());
        made = inserted > 0 ? Made::yes : Made::code_in_use;
      },
      Database::Durability::later);
  return made;
}

constexpr std::string_view select_by_hash =
    "SELECT " MUSTER_AUTHORIZATION_COLUMNS " FROM device_authorizations WHERE device_hash = $1";

std::optional<DeviceAuthorization> DeviceAuthorizationRecords::find(const DeviceCodeHash& hash) {
  std::optional<DeviceAuthorization> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_by_hash, hash);
    if (rows.next()) found = authorization_from(rows);
  });
  return found;
}

constexpr std::string_view select_by_user_code =
    "SELECT " MUSTER_AUTHORIZATION_COLUMNS " FROM device_authorizations WHERE user_code = $1";

std::optional<DeviceAuthorization> DeviceAuthorizationRecords::find_by_user_code(
    const std::string& user_code) {
  std::optional<DeviceAuthorization> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_by_user_code, user_code);
    if (rows.next()) found = authorization_from(rows);
  });
  return found;
}

constexpr std::string_view update_polled = R"(
  UPDATE device_authorizations SET last_polled_at = $2, interval_s = $3 WHERE device_hash = $1)";

void DeviceAuthorizationRecords::polled(const DeviceCodeHash& hash, registry::Time when,
                                        std::chrono::seconds interval) {
  database_.write(
      [&](Connection& connection) {
        execute(connection, update_polled, hash, when, interval.count());
      },
      Database::Durability::later);
}

// 1: waiting.
constexpr std::string_view update_decided = R"(
  UPDATE device_authorizations
     SET state = $2, person_id = $3, organisation_id = $4, scopes = $5
   WHERE user_code = $1 AND state = 1 AND expires_at > $6)";

bool DeviceAuthorizationRecords::decide(const std::string& user_code,
                                        DeviceAuthorizationState state,
                                        const registry::DeviceApproval& approval) {
  bool decided = false;
  database_.write([&](Connection& connection) {
    decided = execute(connection, update_decided, user_code, state, approval.person,
                      approval.organisation, approval.scopes.bits(), clock_.now()) > 0;
  });
  return decided;
}

bool DeviceAuthorizationRecords::approve(const std::string& user_code,
                                         const registry::DeviceApproval& approval) {
  return decide(user_code, DeviceAuthorizationState::approved, approval);
}

bool DeviceAuthorizationRecords::deny(const std::string& user_code) {
  return decide(user_code, DeviceAuthorizationState::denied, {});
}

constexpr std::string_view update_handed_out = R"(
  UPDATE device_authorizations SET state = 4
   WHERE device_hash = $1 AND state = 2 AND expires_at > $2)";

bool DeviceAuthorizationRecords::hand_out(const DeviceCodeHash& hash) {
  bool first = false;
  database_.write([&](Connection& connection) {
    first = execute(connection, update_handed_out, hash, clock_.now()) > 0;
  });
  return first;
}

}  // namespace muster::storage
