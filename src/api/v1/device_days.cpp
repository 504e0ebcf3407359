// /customers/{id}/devices/by-day: what happened to a customer's devices on each day.

#include <boost/json.hpp>

#include "api/query_input.h"
#include "api/render.h"
#include "api/sight.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::DeviceDay;

constexpr std::int64_t most_days = 366;
constexpr std::int64_t default_days = 30;

/// Active and Inactive follow from the clock, so of a past day only both together are known.
json::value states_of(const DeviceDay& day) {
  if (!day.states) return nullptr;
  json::object object;
  object["registration_pending"] = day.states->pending;
  object["registration_failed"] = day.states->failed;
  object["ready_for_user"] = day.states->registered;
  object["enrolled"] = day.states->enrolled;
  return object;
}

json::object day_to_json(const DeviceDay& day) {
  json::object object;
  object["day"] = to_json(day.day);
  object["accepted"] = day.tally.accepted;
  object["registered"] = day.tally.registered;
  object["failed"] = day.tally.failed;
  object["cancelled"] = day.tally.cancelled;
  object["retried"] = day.tally.retried;
  object["enrolled"] = day.tally.enrolled;
  object["removed"] = day.tally.removed();
  object["seen"] = day.tally.seen;
  object["states"] = states_of(day);
  return object;
}

http::Response count_by_day(Services& services, const Call& call) {
  QueryInput query(call.request);
  const auto days = query.number("days", 1, most_days, default_days);
  query.finish();
  const auto today = registry::day_of(services.clock.now());
  json::array items;
  for (const auto& day : services.histories.days(
           call.organisation.id, today - std::chrono::days{days - 1}, today, sight_of(call))) {
    items.push_back(day_to_json(day));
  }
  json::object object;
  object["items"] = std::move(items);
  return json_response(object);
}

}  // namespace

void add_device_days(Operations& operations) {
  auto& services = operations.services();
  operations.add("GET", "/api/v1/customers/{customer_id}/devices/by-day", "count_devices_by_day",
                 registry::Action::see_devices, {.takes_query = true},
                 [&services](const Call& call) { return count_by_day(services, call); });
}

}  // namespace muster::api::v1
