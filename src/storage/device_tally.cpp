#include "storage/device_tally.h"

namespace muster::storage {

using registry::CountedDay;
using registry::DeviceTally;
using registry::OrganisationId;
using registry::StoredCounts;

constexpr std::string_view upsert_counts = R"(
  INSERT INTO device_counts (customer_id, registered_by, pending, failed, registered, enrolled)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (customer_id, registered_by) DO UPDATE
     SET pending = device_counts.pending + excluded.pending,
         failed = device_counts.failed + excluded.failed,
         registered = device_counts.registered + excluded.registered,
         enrolled = device_counts.enrolled + excluded.enrolled)";

constexpr std::string_view upsert_day = R"(
  INSERT INTO device_days
    (customer_id, registered_by, day, accepted, registered, failed, cancelled, retried, enrolled,
     removed_failed, removed_registered, removed_enrolled, seen)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  ON CONFLICT (customer_id, registered_by, day) DO UPDATE
     SET accepted = device_days.accepted + excluded.accepted,
         registered = device_days.registered + excluded.registered,
         failed = device_days.failed + excluded.failed,
         cancelled = device_days.cancelled + excluded.cancelled,
         retried = device_days.retried + excluded.retried,
         enrolled = device_days.enrolled + excluded.enrolled,
         removed_failed = device_days.removed_failed + excluded.removed_failed,
         removed_registered = device_days.removed_registered + excluded.removed_registered,
         removed_enrolled = device_days.removed_enrolled + excluded.removed_enrolled,
         seen = device_days.seen + excluded.seen)";

void count_devices(Connection& connection, OrganisationId customer, OrganisationId registered_by,
                   registry::Time at, const DeviceTally& tally) {
  if (tally == DeviceTally{}) return;
  if (const auto change = tally.change(); change != StoredCounts{}) {
    execute(connection, upsert_counts, customer, registered_by, change.pending, change.failed,
            change.registered, change.enrolled);
  }
  execute(connection, upsert_day, customer, registered_by,
          registry::day_of(at).time_since_epoch().count(), tally.accepted, tally.registered,
          tally.failed, tally.cancelled, tally.retried, tally.enrolled, tally.removed_failed,
          tally.removed_registered, tally.removed_enrolled, tally.seen);
}

constexpr std::string_view select_creator = R"(
  SELECT created_by FROM batches WHERE id = $1 AND customer_id = $2)";

std::optional<OrganisationId> creator_of(Connection& connection, registry::BatchId batch,
                                         OrganisationId customer) {
  auto rows = query(connection, select_creator, batch, customer);
  if (!rows.next()) return std::nullopt;
  return rows.id<OrganisationId>(0);
}

constexpr std::string_view select_days = R"(
  SELECT day, sum(accepted), sum(registered), sum(failed), sum(cancelled), sum(retried),
         sum(enrolled), sum(removed_failed), sum(removed_registered), sum(removed_enrolled),
         sum(seen)
    FROM device_days
   WHERE customer_id = $1 AND ($2 IS NULL OR registered_by = $2)
   GROUP BY day
   ORDER BY day)";

std::vector<CountedDay> read_counted_days(Connection& connection, OrganisationId customer,
                                          std::optional<OrganisationId> registered_by) {
  std::vector<CountedDay> days;
  auto rows = query(connection, select_days, customer, registered_by);
  while (rows.next()) {
    days.push_back({.day = registry::Day{std::chrono::days{rows.integer(0)}},
                    .tally = {.accepted = rows.integer(1),
                              .registered = rows.integer(2),
                              .failed = rows.integer(3),
                              .cancelled = rows.integer(4),
                              .retried = rows.integer(5),
                              .enrolled = rows.integer(6),
                              .removed_failed = rows.integer(7),
                              .removed_registered = rows.integer(8),
                              .removed_enrolled = rows.integer(9),
                              .seen = rows.integer(10)}});
  }
  return days;
}

constexpr std::string_view select_counts = R"(
  SELECT sum(pending), sum(failed), sum(registered), sum(enrolled)
    FROM device_counts
   WHERE customer_id = $1 AND ($2 IS NULL OR registered_by = $2))";

StoredCounts read_stored_counts(Connection& connection, OrganisationId customer,
                                std::optional<OrganisationId> registered_by) {
  auto rows = query(connection, select_counts, customer, registered_by);
  if (!rows.next() || rows.is_null(0)) return {};
  return {.pending = rows.integer(0),
          .failed = rows.integer(1),
          .registered = rows.integer(2),
          .enrolled = rows.integer(3)};
}

}  // namespace muster::storage
