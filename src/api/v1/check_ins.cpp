// /customers/{id}/devices/{id}/check-ins: a device reports that it is in use.

#include <boost/json.hpp>

#include "api/announce.h"
#include "api/problems.h"
#include "api/render.h"
#include "api/render_device.h"
#include "api/sight.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::DeviceRefusal;

http::Response check_in(Services& services, const Call& call) {
  expect_no_input(call.request);
  const auto id =
      find_device(services, call, call.id<registry::RegistrationId>("device_id", "device")).id;
  const auto now = services.clock.now();
  const auto done = services.devices.check_in(call.organisation.id, id, now);
  if (!done) {
    if (done.error() == DeviceRefusal::not_found) throw not_found("device");
    throw Refusal(ProblemCode::conflict, "Only a registered device checks in.");
  }
  if (*done) {
    announce(services, call, call.organisation.id, registry::webhook_event::device_state_changed,
             registry::device_state_changed_body(call.organisation.id, id.text(), "enrolled", now));
  }
  const auto device = services.devices.find(call.organisation.id, id);
  if (!device) throw not_found("device");
  json::object object;
  object["device_id"] = id.text();
  object["last_seen_at"] = time_or_null(device->last_seen_at);
  object["state"] =
      text_or_null(state_word(*device, active_window(services, call.organisation.id)));
  return json_response(object);
}

}  // namespace

void add_check_ins(Operations& operations) {
  auto& services = operations.services();
  operations.add("POST", "/api/v1/customers/{customer_id}/devices/{device_id}/check-ins",
                 "check_in_device", registry::Action::check_in, {.body = BodyKind::json},
                 [&services](const Call& call) { return check_in(services, call); });
}

}  // namespace muster::api::v1
