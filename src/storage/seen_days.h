#pragma once
// The days on which a device was seen, as bits beside the time at which it last was: the highest of
// 31 is the day of that time, each lower one the day before. So a month of check-ins costs four
// bytes a device, and nothing but the row that a check-in changes anyway.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "registry/device_day.h"
#include "registry/ids.h"
#include "storage/sql.h"

namespace muster::storage {

constexpr std::int64_t newest_seen_day = 1 << 30;

/// Days since 1970.
inline std::int64_t day_number(registry::Time time) {
  return registry::day_of(time).time_since_epoch().count();
}

/// The bits after a check-in on a later day than that of `last_seen_at`; DAY is its number.
#define MUSTER_SEEN_DAYS_ON(DAY)     \
  "1073741824 | CASE WHEN " DAY      \
  " - last_seen_at / 86400000 > 30 " \
  "THEN 0 ELSE seen_days >> CAST(" DAY " - last_seen_at / 86400000 AS INTEGER) END"

/// The newest first.
std::vector<registry::Day> seen_days_from(std::int64_t bits, registry::Time last_seen_at);

/// Counts devices that check in on a day for the first time. Of one transaction.
class SeenCount {
 public:
  void add(registry::OrganisationId customer, registry::RegistrationId device,
           registry::Time seen_at);
  void write(Connection& connection) const;

 private:
  struct Of {
    registry::OrganisationId customer;
    registry::BatchId batch;
    registry::Day day;
    auto operator<=>(const Of&) const = default;
  };
  std::map<Of, std::int64_t> devices_;
};

}  // namespace muster::storage
