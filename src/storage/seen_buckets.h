#pragma once
// How many devices were last seen in each five minutes. How many are Active follows from these and
// from the devices of one bucket, to the millisecond, whatever the customer's setting is; nothing
// sweeps. Five minutes keep both few: a year has 105,000 buckets, and of 10,000,000 devices that
// check in every six hours one bucket has 140,000.

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>

#include "registry/ids.h"
#include "registry/time.h"
#include "storage/sql.h"

namespace muster::storage {

/// Five minutes since 1970.
inline std::int64_t seen_bucket_of(registry::Time time) {
  return time.time_since_epoch().count() / 300'000;
}
registry::Time start_of_bucket(std::int64_t bucket);

/// What check-ins change of it. Of one transaction, in which write() comes after the counts of
/// days: so two who change the same customer's wait for each other, and not in a circle.
class SeenBuckets {
 public:
  void seen(registry::OrganisationId customer, registry::RegistrationId device, registry::Time at) {
    add(customer, device, at, 1);
  }
  void seen_no_longer(registry::OrganisationId customer, registry::RegistrationId device,
                      registry::Time at) {
    add(customer, device, at, -1);
  }
  void write(Connection& connection) const;

 private:
  void add(registry::OrganisationId customer, registry::RegistrationId device, registry::Time at,
           std::int64_t change);

  /// By customer, batch and bucket.
  std::map<std::tuple<registry::OrganisationId, registry::BatchId, std::int64_t>, std::int64_t>
      changes_;
};

/// How many devices were seen after `cutoff`.
std::int64_t count_seen_after(Connection& connection, registry::OrganisationId customer,
                              registry::Time cutoff,
                              std::optional<registry::OrganisationId> registered_by);

}  // namespace muster::storage
