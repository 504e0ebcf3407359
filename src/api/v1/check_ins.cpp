// /customers/{id}/devices/{id}/check-ins: a device reports that it is in use, and when it did.

#include <boost/json.hpp>
#include <string>

#include "api/announce.h"
#include "api/problems.h"
#include "api/render.h"
#include "api/render_device.h"
#include "api/sight.h"
#include "api/v1/resources.h"
#include "identity/device_key.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::DeviceRefusal;

http::Response check_in(Services& services, const Call& call) {
  expect_no_input(call.request);
  const auto before =
      find_device(services, call, call.id<registry::RegistrationId>("device_id", "device"));
  const auto id = before.id;
  const auto now = services.clock.now();
  const auto done = services.devices.check_in(call.organisation.id, id, now);
  if (!done) {
    if (done.error() == DeviceRefusal::not_found) throw not_found("device");
    throw Refusal(ProblemCode::conflict, "Only a registered device checks in.");
  }
  if (*done) {
    record(
        services, call,
        {.action = "device.enrolled", .subject = id.text(), .subject_name = before.serial_number});
    announce(services, call, call.organisation.id, registry::webhook_event::device_state_changed,
             registry::device_state_changed_body(call.organisation.id, id.text(), "enrolled", now));
  }
  call.afterwards.emplace_back(
      [&services, customer = call.organisation.id] { services.signals.changed(customer); });
  const auto device = services.devices.find(call.organisation.id, id);
  if (!device) throw not_found("device");
  json::object object;
  object["device_id"] = id.text();
  object["last_seen_at"] = time_or_null(device->last_seen_at);
  object["state"] =
      text_or_null(state_word(*device, active_window(services, call.organisation.id)));
  return json_response(object);
}

http::Response list_check_ins(Services& services, const Call& call) {
  const auto device =
      find_device(services, call, call.id<registry::RegistrationId>("device_id", "device"));
  const auto seen = services.histories.sightings(call.organisation.id, device.id);
  json::object object;
  object["device_id"] = device.id.text();
  object["first_at"] = time_or_null(seen.first_at);
  object["last_at"] = time_or_null(seen.last_at);
  json::array days;
  for (const auto day : seen.days) days.push_back(to_json(day));
  object["days"] = std::move(days);
  object["key"] = nullptr;
  if (seen.key) {
    json::object key;
    key["number"] = std::to_string(seen.key_number);
    key["public_key"] = identity::to_hex(*seen.key);
    key["place"] = registry::to_string(seen.key_place);
    key["since"] = time_or_null(seen.key_since);
    object["key"] = std::move(key);
  }
  object["may_enrol_again"] = seen.may_enrol_again;
  return json_response(object);
}

}  // namespace

void add_check_ins(Operations& operations) {
  auto& services = operations.services();
  operations.add("POST", "/api/v1/customers/{customer_id}/devices/{device_id}/check-ins",
                 "check_in_device", registry::Action::check_in, {.body = BodyKind::json},
                 [&services](const Call& call) { return check_in(services, call); });
  operations.add("GET", "/api/v1/customers/{customer_id}/devices/{device_id}/check-ins",
                 "list_check_ins", registry::Action::see_devices, {},
                 [&services](const Call& call) { return list_check_ins(services, call); });
}

}  // namespace muster::api::v1
