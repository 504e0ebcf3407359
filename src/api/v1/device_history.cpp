// /customers/{id}/devices/{id}/history and /audit: what became of a device, and who changed it.

#include "registry/device_history.h"

#include <boost/json.hpp>

#include "api/audit_view.h"
#include "api/problems.h"
#include "api/render.h"
#include "api/render_device.h"
#include "api/sight.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::Actor;
using registry::DeviceEvent;
using registry::RegistrationId;

template <class Id>
json::value id_or_null(Id id) {
  return id ? json::value(id.text()) : json::value(nullptr);
}

/// A partner learns which organisation did something, and of its own which of its people.
json::value who_to_json(const std::optional<Actor>& who, const Call& call) {
  json::object object;
  if (!who) {
    object["name"] = "muster";
    object["organisation_id"] = nullptr;
    object["organisation_name"] = nullptr;
    return object;
  }
  if (*who == Actor{}) return nullptr;
  const bool shows_people =
      !call.relationship || who->organisation == call.caller().organisation.id;
  object["name"] = text_or_null(shows_people ? who->name : "");
  object["organisation_id"] = id_or_null(who->organisation);
  object["organisation_name"] = text_or_null(who->organisation_name);
  return object;
}

json::object event_to_json(const DeviceEvent& event, const Services& services, const Call& call) {
  json::object object;
  object["event"] = registry::to_string(event.kind);
  object["at"] = to_json(event.at);
  object["exact"] = event.exact;
  object["device_id"] = event.device.text();
  object["batch_id"] = registry::batch_of(event.device).text();
  object["who"] = who_to_json(event.who, call);
  object["request_id"] = text_or_null(event.request_id);
  object["order_id"] = text_or_null(event.order_id);
  object["purchase_id"] = text_or_null(event.purchase_id);
  object["error"] = event.error ? json::value(error_to_json(*event.error, event.request_id,
                                                            services.support_contact->get()))
                                : json::value(nullptr);
  object["retried_as"] = id_or_null(event.retried_as);
  return object;
}

http::Response show_history(Services& services, const Call& call) {
  const auto id = call.id<RegistrationId>("device_id", "device");
  const auto attempts = services.histories.attempts(call.organisation.id, id, sight_of(call));
  if (attempts.empty()) throw not_found("device");
  json::array items;
  for (const auto& event : registry::history_of(attempts)) {
    items.push_back(event_to_json(event, services, call));
  }
  json::object object;
  object["items"] = std::move(items);
  return json_response(object);
}

/// Everything that was done to the device; of a partner's, what its own people did.
http::Response show_audit(Services& services, const Call& call) {
  const auto device =
      find_former_device(services, call, call.id<RegistrationId>("device_id", "device"));
  registry::AuditFilter filter{.organisation = call.organisation.id, .subject = device.id.text()};
  if (call.relationship) filter.actor_organisation = call.caller().organisation.id;
  return audit_page(services, call, filter);
}

}  // namespace

void add_device_history(Operations& operations) {
  auto& services = operations.services();
  const std::string device = "/api/v1/customers/{customer_id}/devices/{device_id}";
  operations.add("GET", device + "/history", "show_device_history", Action::see_devices, {},
                 [&services](const Call& call) { return show_history(services, call); });
  operations.add("GET", device + "/audit", "list_device_audit_entries", Action::see_device_audit,
                 {.takes_query = true},
                 [&services](const Call& call) { return show_audit(services, call); });
}

}  // namespace muster::api::v1
