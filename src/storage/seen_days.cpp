#include "storage/seen_days.h"

#include <tuple>

#include "storage/device_tally.h"

namespace muster::storage {

using registry::Day;
using registry::OrganisationId;

std::vector<Day> seen_days_from(std::int64_t bits, registry::Time last_seen_at) {
  std::vector<Day> days;
  for (auto day = registry::day_of(last_seen_at); bits > 0; bits = (bits << 1) & 0x7fff'ffff) {
    if ((bits & newest_seen_day) != 0) days.push_back(day);
    day -= std::chrono::days{1};
  }
  return days;
}

void SeenCount::add(OrganisationId customer, registry::RegistrationId device,
                    registry::Time seen_at) {
  ++devices_[{customer, registry::batch_of(device), registry::day_of(seen_at)}];
}

// In one order everywhere, so that two who write the same days wait for each other and not in a
// circle.
void SeenCount::write(Connection& connection) const {
  std::map<std::tuple<OrganisationId, OrganisationId, Day>, std::int64_t> by_creator;
  for (const auto& [of, count] : devices_) {
    if (const auto creator = creator_of(connection, of.batch, of.customer)) {
      by_creator[{of.customer, *creator, of.day}] += count;
    }
  }
  for (const auto& [of, count] : by_creator) {
    const auto& [customer, creator, day] = of;
    count_devices(connection, customer, creator, day, {.seen = count});
  }
}

}  // namespace muster::storage
