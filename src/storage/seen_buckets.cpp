#include "storage/seen_buckets.h"

#include "storage/device_tally.h"

namespace muster::storage {

using registry::BatchId;
using registry::OrganisationId;
using registry::Time;

Time start_of_bucket(std::int64_t bucket) {
  return Time{std::chrono::milliseconds{bucket * 300'000}};
}

void SeenBuckets::add(OrganisationId customer, registry::RegistrationId device, Time at,
                      std::int64_t change) {
  changes_[{customer, registry::batch_of(device), seen_bucket_of(at)}] += change;
}

constexpr std::string_view upsert_bucket = R"(
  INSERT INTO seen_buckets (customer_id, bucket, registered_by, devices) VALUES ($1, $2, $3, $4)
  ON CONFLICT (customer_id, bucket, registered_by) DO UPDATE
     SET devices = seen_buckets.devices + excluded.devices)";

constexpr std::string_view delete_empty = R"(
  DELETE FROM seen_buckets
   WHERE customer_id = $1 AND bucket = $2 AND registered_by = $3 AND devices = 0)";

// In one order everywhere, so that two who write the same buckets wait for each other and not in a
// circle.
void SeenBuckets::write(Connection& connection) const {
  std::map<std::tuple<OrganisationId, std::int64_t, OrganisationId>, std::int64_t> by_creator;
  BatchId batch;
  OrganisationId creator;
  for (const auto& [of, change] : changes_) {
    if (change == 0) continue;
    if (std::get<BatchId>(of) != batch) {
      batch = std::get<BatchId>(of);
      creator =
          creator_of(connection, batch, std::get<OrganisationId>(of)).value_or(OrganisationId{});
    }
    by_creator[{std::get<OrganisationId>(of), std::get<std::int64_t>(of), creator}] += change;
  }
  for (const auto& [of, change] : by_creator) {
    if (change == 0) continue;
    const auto& [customer, bucket, registered_by] = of;
    execute(connection, upsert_bucket, customer, bucket, registered_by, change);
    if (change < 0) execute(connection, delete_empty, customer, bucket, registered_by);
  }
}

constexpr std::string_view sum_buckets = R"(
  SELECT coalesce(sum(devices), 0) FROM seen_buckets
   WHERE customer_id = $1 AND bucket > $2 AND ($3 IS NULL OR registered_by = $3))";

// Of the bucket that the cutoff is in.
constexpr std::string_view count_in_bucket = R"(
  SELECT count(*)
    FROM check_ins c
   WHERE c.customer_id = $1 AND c.last_seen_at > $2 AND c.last_seen_at < $3
     AND ($4 IS NULL OR EXISTS (SELECT 1 FROM batches b
                                 WHERE b.id = c.registration_id >> 23 AND b.created_by = $4)))";

std::int64_t count_seen_after(Connection& connection, OrganisationId customer, Time cutoff,
                              std::optional<OrganisationId> registered_by) {
  const auto bucket = seen_bucket_of(cutoff);
  auto whole = query(connection, sum_buckets, customer, bucket, registered_by);
  whole.next();
  auto some = query(connection, count_in_bucket, customer, cutoff, start_of_bucket(bucket + 1),
                    registered_by);
  some.next();
  return whole.integer(0) + some.integer(0);
}

}  // namespace muster::storage
