#include "storage/device_history_records.h"

#include <algorithm>

#include "registry/enrolment.h"
#include "storage/audit_row.h"
#include "storage/batch_row.h"
#include "storage/device_row.h"
#include "storage/device_tally.h"
#include "storage/seen_days.h"

namespace muster::storage {
namespace {

using registry::AuditEntry;
using registry::Batch;
using registry::BatchId;
using registry::BatchState;
using registry::Device;
using registry::DeviceSightings;
using registry::OrganisationId;
using registry::RegistrationAttempt;
using registry::RegistrationId;
using registry::StoredState;

/// Whom the caller sees the devices of; nullopt: everybody's.
using Sight = std::optional<OrganisationId>;

/// Of a device that is tried again and again, so many before and after are looked at.
constexpr std::size_t most_attempts = 100;
constexpr std::size_t most_entries = 500;  ///< of the audit log, of each attempt

}  // namespace

constexpr std::string_view select_registration = "SELECT " MUSTER_DEVICE_COLUMNS R"(
    FROM registrations r
    JOIN batches b ON b.id = r.id >> 23
    LEFT JOIN check_ins c ON c.registration_id = r.id AND c.customer_id = r.customer_id
   WHERE r.id = $2 AND r.customer_id = $1 AND b.state <> 1
     AND ($3 IS NULL OR b.created_by = $3))";

namespace {

std::optional<Device> read_registration(Connection& connection, OrganisationId customer,
                                        RegistrationId id, Sight sight) {
  auto rows = query(connection, select_registration, customer, id, sight);
  if (!rows.next()) return std::nullopt;
  return device_from(rows);
}

}  // namespace

std::optional<Device> DeviceHistoryRecords::find(OrganisationId customer, RegistrationId id,
                                                 Sight registered_by) {
  std::optional<Device> found;
  database_.read([&](Connection& connection) {
    found = read_registration(connection, customer, id, registered_by);
  });
  return found;
}

// The row keeps its number when its batch is tried again.
constexpr std::string_view select_retry = R"(
  SELECT b.id
    FROM batches b
    JOIN registrations r ON r.id = (b.id << 23) | $3 AND r.customer_id = b.customer_id
   WHERE b.retry_of = $2 AND b.customer_id = $1 AND b.state <> 1)";

namespace {

std::optional<RegistrationId> attempt_before(Connection& connection, RegistrationId id) {
  const auto batch = read_batch(connection, registry::batch_of(id));
  if (!batch || !batch->origin.retry_of) return std::nullopt;
  return registry::registration_of(*batch->origin.retry_of, registry::row_of(id));
}

std::optional<RegistrationId> attempt_after(Connection& connection, OrganisationId customer,
                                            RegistrationId id) {
  auto rows =
      query(connection, select_retry, customer, registry::batch_of(id), registry::row_of(id));
  if (!rows.next()) return std::nullopt;
  return registry::registration_of(rows.id<BatchId>(0), registry::row_of(id));
}

/// The oldest first.
std::vector<RegistrationId> chain_of(Connection& connection, OrganisationId customer,
                                     RegistrationId id) {
  std::vector<RegistrationId> chain = {id};
  while (chain.size() <= most_attempts) {
    const auto before = attempt_before(connection, chain.back());
    if (!before) break;
    chain.push_back(*before);
  }
  std::ranges::reverse(chain);
  for (std::size_t i = 0; i < most_attempts; ++i) {
    const auto after = attempt_after(connection, customer, chain.back());
    if (!after) break;
    chain.push_back(*after);
  }
  return chain;
}

}  // namespace

constexpr std::string_view select_decided_at = R"(
  SELECT decided_at
    FROM batch_decisions
   WHERE batch_id = $1 AND last_registration >= $2 AND first_registration <= $2
   ORDER BY last_registration
   LIMIT 1)";

// The entries of one thing are few; without the sign SQLite goes through the organisation's whole
// log.
constexpr std::string_view select_entries = "SELECT " MUSTER_AUDIT_COLUMNS R"(
    FROM audit_log
   WHERE +organisation_id = $1 AND subject = $2
     AND action IN ('device.approved', 'device.enrolled', 'device.enrolled_again',
                    'device.enrolment_allowed', 'device.removed')
   ORDER BY at, number
   LIMIT $3)";

constexpr std::string_view select_cancel = "SELECT " MUSTER_AUDIT_COLUMNS R"(
    FROM audit_log
   WHERE +organisation_id = $1 AND subject = $2 AND action = 'batch.cancelled'
   ORDER BY at, number
   LIMIT 1)";

namespace {

RegistrationAttempt read_attempt(Connection& connection, Device device) {
  const auto customer = device.customer;
  const auto batch = registry::batch_of(device.id);
  RegistrationAttempt attempt{.device = std::move(device),
                              .batch = read_batch(connection, batch).value()};
  auto decided = query(connection, select_decided_at, batch, attempt.device.id);
  if (decided.next()) attempt.decided_at = decided.time(0);
  // What is bound has to outlive the rows.
  const auto subject = attempt.device.id.text();
  auto entries = query(connection, select_entries, customer, subject, most_entries);
  while (entries.next()) attempt.entries.push_back(audit_entry_from(entries));
  if (attempt.batch.state == BatchState::cancelled) {
    const auto batch_subject = batch.text();
    auto cancel = query(connection, select_cancel, customer, batch_subject);
    if (cancel.next()) attempt.cancel = audit_entry_from(cancel);
  }
  return attempt;
}

}  // namespace

std::vector<RegistrationAttempt> DeviceHistoryRecords::attempts(OrganisationId customer,
                                                                RegistrationId id,
                                                                Sight registered_by) {
  std::vector<RegistrationAttempt> found;
  database_.read([&](Connection& connection) {
    if (!read_registration(connection, customer, id, registered_by)) return;
    for (const auto one : chain_of(connection, customer, id)) {
      auto device = read_registration(connection, customer, one, registered_by);
      if (!device) continue;
      auto attempt = read_attempt(connection, std::move(*device));
      if (!found.empty() && attempt.batch.origin.retry_of == found.back().batch.id) {
        found.back().retried_in = attempt.batch;
      }
      found.push_back(std::move(attempt));
    }
  });
  return found;
}

constexpr std::string_view select_check_in = R"(
  SELECT last_seen_at, seen_days FROM check_ins WHERE registration_id = $2 AND customer_id = $1)";

constexpr std::string_view select_key = R"(
  SELECT public_key, key_number, enrolled_at, allowed_again
    FROM device_keys
   WHERE customer_id = $1 AND registration_id = $2)";

constexpr std::string_view select_first_enrolled = R"(
  SELECT at
    FROM audit_log
   WHERE +organisation_id = $1 AND subject = $2 AND action = 'device.enrolled'
   ORDER BY at, number
   LIMIT 1)";

// Of the enrolment that the device's key is of: no other can follow it without a key of its own.
constexpr std::string_view select_last_enrolment = R"(
  SELECT value_after
    FROM audit_log
   WHERE +organisation_id = $1 AND subject = $2
     AND action IN ('device.enrolled', 'device.enrolled_again')
   ORDER BY at DESC, number DESC
   LIMIT 1)";

namespace {

registry::KeyPlace place_of(Connection& connection, OrganisationId customer,
                            const std::string& subject, const identity::DevicePublicKey& key) {
  if (key.size() == identity::Ed25519PublicKey{}.size()) return registry::KeyPlace::software;
  auto last = query(connection, select_last_enrolment, customer, subject);
  const bool proven = last.next() && last.text(0) == registry::key_is_in_tpm;
  return proven ? registry::KeyPlace::tpm : registry::KeyPlace::unproven;
}

}  // namespace

DeviceSightings DeviceHistoryRecords::sightings(OrganisationId customer, RegistrationId id) {
  DeviceSightings found;
  database_.read([&](Connection& connection) {
    auto check_in = query(connection, select_check_in, customer, id);
    if (check_in.next()) {
      found.last_at = check_in.time(0);
      found.days = seen_days_from(check_in.integer(1), *found.last_at);
    }
    const auto subject = id.text();
    auto key = query(connection, select_key, customer, id);
    if (key.next()) {
      const auto blob = key.blob(0);
      found.key.emplace(blob.begin(), blob.end());
      found.key_place = place_of(connection, customer, subject, *found.key);
      found.key_number = key.integer(1);
      found.key_since = key.time(2);
      found.may_enrol_again = key.boolean(3);
      found.first_at = found.key_since;
    }
    auto first = query(connection, select_first_enrolled, customer, subject);
    if (first.next()) found.first_at = first.time(0);
    // The log is written after the check-in that it tells of, in the same step.
    if (found.last_at && found.first_at) found.first_at = std::min(*found.first_at, *found.last_at);
  });
  return found;
}

std::vector<registry::DeviceDay> DeviceHistoryRecords::days(OrganisationId customer,
                                                            registry::Day first, registry::Day last,
                                                            Sight registered_by) {
  std::vector<registry::DeviceDay> found;
  database_.read([&](Connection& connection) {
    found =
        registry::days_between(first, last, read_counted_days(connection, customer, registered_by),
                               read_stored_counts(connection, customer, registered_by));
  });
  return found;
}

}  // namespace muster::storage
