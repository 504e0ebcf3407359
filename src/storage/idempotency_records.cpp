#include "storage/idempotency_records.h"

#include <algorithm>

#include "storage/store.h"

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
     AND (process_id = $4 OR )" MUSTER_NOBODYS("process_id", "$3") ")";

constexpr std::string_view select_kept = R"(
  SELECT fingerprint, status, content_type, location, body
    FROM idempotency_keys
   WHERE organisation_id = $1 AND key = $2)";

std::expected<void, registry::Idempotency::Known> IdempotencyRecords::reserve(
    OrganisationId organisation, std::string_view key) {
  Key in_hand{organisation, key};
  {
    const std::lock_guard lock(mutex_);
    if (!in_hand_.insert(in_hand).second) return std::unexpected(Known{});
  }
  std::optional<Known> known;
  try {
    known = reserve_in_database(organisation, key);
  } catch (...) {
    let_go(in_hand);
    throw;
  }
  if (!known) return {};
  let_go(in_hand);
  return std::unexpected(std::move(*known));
}

void IdempotencyRecords::let_go(const Key& key) {
  const std::lock_guard lock(mutex_);
  in_hand_.erase(key);
}

std::optional<registry::Idempotency::Known> IdempotencyRecords::reserve_in_database(
    OrganisationId organisation, std::string_view key) {
  std::optional<Known> known;
  database_.write([&](Connection& connection) {
    known.reset();
    // What this process reserved and does not do any more it could not release: the database was
    // away.
    execute(connection, delete_cut_off, organisation, key, lease_clock(), process_.load());
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
  return known;
}

constexpr std::string_view update_kept = R"(
  UPDATE idempotency_keys
     SET fingerprint = $3, status = $4, content_type = $5, location = $6, body = $7
   WHERE organisation_id = $1 AND key = $2 AND fingerprint IS NULL AND process_id = $8)";

void IdempotencyRecords::keep_in(Connection& connection, OrganisationId organisation,
                                 std::string_view key, const Fingerprint& fingerprint,
                                 const KeptAnswer& answer, std::int64_t process) {
  if (execute(connection, update_kept, organisation, key, fingerprint, answer.status,
              answer.content_type, answer.location, answer.body, process) == 0) {
    throw StorageFault(StorageFault::Kind::unavailable,
                       "a request was taken for cut off, and its idempotency key given to another");
  }
}

void IdempotencyRecords::keep(OrganisationId organisation, std::string_view key,
                              const Fingerprint& fingerprint, const KeptAnswer& answer) {
  database_.write([&](Connection& connection) {
    keep_in(connection, organisation, key, fingerprint, answer, process_);
  });
  let_go(Key{organisation, key});
}

void IdempotencyRecords::was_kept(OrganisationId organisation, std::string_view key) {
  let_go(Key{organisation, key});
}

constexpr std::string_view delete_reservation = R"(
  DELETE FROM idempotency_keys
   WHERE organisation_id = $1 AND key = $2 AND fingerprint IS NULL AND process_id = $3)";

void IdempotencyRecords::release(OrganisationId organisation, std::string_view key) {
  const Key in_hand{organisation, key};
  try {
    database_.write([&](Connection& connection) {
      execute(connection, delete_reservation, organisation, key, process_.load());
    });
  } catch (...) {
    let_go(in_hand);
    throw;
  }
  let_go(in_hand);
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
