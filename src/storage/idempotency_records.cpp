#include "storage/idempotency_records.h"

#include <algorithm>

namespace muster::storage {

using registry::Fingerprint;
using registry::KeptAnswer;
using registry::OrganisationId;

constexpr std::string_view insert_reservation = R"(
  INSERT INTO idempotency_keys (organisation_id, key, reserved_at, process_id)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (organisation_id, key) DO NOTHING)";

constexpr std::string_view delete_cut_off = R"(
  DELETE FROM idempotency_keys
   WHERE organisation_id = $1 AND key = $2 AND fingerprint IS NULL
     AND )" MUSTER_NOBODYS("process_id", "$3");

constexpr std::string_view select_kept = R"(
  SELECT fingerprint, status, content_type, location, body
    FROM idempotency_keys
   WHERE organisation_id = $1 AND key = $2)";

std::expected<void, registry::Idempotency::Known> IdempotencyRecords::reserve(
    OrganisationId organisation, std::string_view key) {
  std::optional<Known> known;
  database_.write([&](Connection& connection) {
    execute(connection, delete_cut_off, organisation, key, lease_clock());
    if (execute(connection, insert_reservation, organisation, key, clock_.now(), process_.load()) >
        0) {
      return;
    }
    auto rows = query(connection, select_kept, organisation, key);
    rows.next();
    known.emplace();
    if (rows.is_null(0)) return;
    std::ranges::copy(rows.blob(0), known->fingerprint.begin());
    known->answer = KeptAnswer{.status = static_cast<int>(rows.integer(1)),
                               .content_type = rows.text(2),
                               .location = rows.text(3),
                               .body = rows.text(4)};
  });
  if (known) return std::unexpected(std::move(*known));
  return {};
}

constexpr std::string_view update_kept = R"(
  UPDATE idempotency_keys
     SET fingerprint = $3, status = $4, content_type = $5, location = $6, body = $7
   WHERE organisation_id = $1 AND key = $2)";

void IdempotencyRecords::keep_in(Connection& connection, OrganisationId organisation,
                                 std::string_view key, const Fingerprint& fingerprint,
                                 const KeptAnswer& answer) {
  execute(connection, update_kept, organisation, key, fingerprint, answer.status,
          answer.content_type, answer.location, answer.body);
}

void IdempotencyRecords::keep(OrganisationId organisation, std::string_view key,
                              const Fingerprint& fingerprint, const KeptAnswer& answer) {
  database_.write(
      [&](Connection& connection) { keep_in(connection, organisation, key, fingerprint, answer); });
}

constexpr std::string_view delete_reservation = R"(
  DELETE FROM idempotency_keys
   WHERE organisation_id = $1 AND key = $2 AND fingerprint IS NULL)";

void IdempotencyRecords::release(OrganisationId organisation, std::string_view key) {
  database_.write(
      [&](Connection& connection) { execute(connection, delete_reservation, organisation, key); });
}

constexpr std::string_view delete_old = R"(
  DELETE FROM idempotency_keys WHERE fingerprint IS NOT NULL AND reserved_at < $1)";

void IdempotencyRecords::forget(registry::Time before) {
  database_.write([&](Connection& connection) { execute(connection, delete_old, before); });
}

constexpr std::string_view delete_unanswered = R"(
  DELETE FROM idempotency_keys
   WHERE fingerprint IS NULL AND )" MUSTER_NOBODYS("process_id", "$1");

void IdempotencyRecords::forget_unanswered() {
  database_.write(
      [&](Connection& connection) { execute(connection, delete_unanswered, lease_clock()); });
}

}  // namespace muster::storage
