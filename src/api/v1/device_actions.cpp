// What is done to devices: group tag and assigned user, and removal; of one device or of many.

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>

#include "api/announce.h"
#include "api/device_selection.h"
#include "api/etag.h"
#include "api/json_input.h"
#include "api/problems.h"
#include "api/render_device.h"
#include "api/sight.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::Device;
using registry::DeviceChange;
using registry::DeviceRefusal;
using registry::RegistrationId;

/// Left out: nullopt. null: the empty text, which clears the value.
std::optional<std::string> change_to(const MaybeText& input) {
  if (!input.given) return std::nullopt;
  return input.text.value_or("");
}

DeviceChange read_change(ObjectReader& input, InputErrors& errors) {
  DeviceChange change{.group_tag = change_to(input.maybe_text("group_tag", any_text)),
                      .assigned_user = change_to(input.maybe_text("assigned_user", any_text))};
  if (!change.group_tag && !change.assigned_user) {
    errors.add(input.pointer(), "missing", "Give `group_tag`, `assigned_user`, or both.");
  }
  return change;
}

RefusedDevice refusal_of(DeviceRefusal refusal) {
  switch (refusal) {
    case DeviceRefusal::not_found:
      return {"not_found", "There is no such device, or it is none of this customer's."};
    case DeviceRefusal::pending:
      return {"registration_pending", "A device in Registration pending can't be removed."};
    case DeviceRefusal::not_registered:
      return {"not_registered", "The device is not registered."};
  }
  std::unreachable();
}

http::Response device_response(Services& services, const Device& device) {
  auto response =
      json_response(to_json(device, {.window = active_window(services, device.customer),
                                     .support_contact = services.support_contact->get()}));
  response.headers.set("ETag", etag_of(response.body));
  return response;
}

/// What a change made of the tag and the user, for the audit log.
registry::Change change_of(const Device& before, const DeviceChange& change) {
  json::object was;
  json::object is;
  if (change.group_tag) {
    was["group_tag"] = before.group_tag;
    is["group_tag"] = *change.group_tag;
  }
  if (change.assigned_user) {
    was["assigned_user"] = before.assigned_user;
    is["assigned_user"] = *change.assigned_user;
  }
  return {.action = "device.changed",
          .subject = before.id.text(),
          .subject_name = before.serial_number,
          .before = json::serialize(was),
          .after = json::serialize(is)};
}

/// Whoever watches the customer's devices.
void wake_watchers(Services& services, const Call& call) {
  call.afterwards.emplace_back(
      [&services, customer = call.organisation.id] { services.signals.changed(customer); });
}

http::Response change_device(Services& services, const Call& call) {
  const auto id = call.id<RegistrationId>("device_id", "device");
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto change = read_change(input, errors);
  input.finish();
  errors.refuse_if_any();

  const auto before = find_device(services, call, id);
  check_if_match(call.request, *device_response(services, before).headers.get("ETag"));
  if (!services.devices.change(call.organisation.id, id, change)) throw not_found("device");
  record(services, call, change_of(before, change));
  wake_watchers(services, call);
  return device_response(services, find_device(services, call, id));
}

void tell_of_removal(Services& services, const Call& call, const Device& device) {
  record(services, call,
         {.action = "device.removed",
          .subject = device.id.text(),
          .subject_name = device.serial_number,
          .before = json::serialize(json::object{{"manufacturer", device.manufacturer},
                                                 {"model", device.model},
                                                 {"serial_number", device.serial_number}})});
  announce(services, call, device.customer, registry::webhook_event::device_state_changed,
           registry::device_state_changed_body(device.customer, device.id.text(), "removed",
                                               services.clock.now()));
}

http::Response remove_device(Services& services, const Call& call) {
  const std::array ids = {
      find_device(services, call, call.id<RegistrationId>("device_id", "device")).id};
  const auto removed =
      services.removal.remove(call.organisation.id, ids, [&](const Device& device) {
        if (call.request.headers.get("If-Match")) {
          check_if_match(call.request, *device_response(services, device).headers.get("ETag"));
        }
        tell_of_removal(services, call, device);
      });
  if (!removed.front()) {
    const auto refusal = removed.front().error();
    if (refusal == DeviceRefusal::not_found) throw not_found("device");
    throw Refusal(ProblemCode::conflict, refusal_of(refusal).message);
  }
  wake_watchers(services, call);
  return http::Response::empty(204);
}

using Results = std::vector<std::expected<void, DeviceRefusal>>;

http::Response answer_of(const std::vector<std::string>& ids, std::string_view done,
                         const Results& results) {
  std::vector<std::optional<RefusedDevice>> refusals(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!results[i]) refusals[i] = refusal_of(results[i].error());
  }
  return json_response(device_results(ids, done, refusals));
}

/// A text that is no id, or that of a device out of sight, becomes the id of no device, which is
/// then not found.
std::vector<RegistrationId> parsed(Services& services, const Call& call,
                                   const std::vector<std::string>& ids) {
  const auto sight = sight_of(call);
  std::vector<RegistrationId> found;
  found.reserve(ids.size());
  for (const auto& text : ids) {
    auto id = RegistrationId::parse(text).value_or(RegistrationId{});
    if (sight) {
      const auto device = services.devices.find(call.organisation.id, id);
      if (!device || device->registered_by != *sight) id = {};
    }
    found.push_back(id);
  }
  return found;
}

http::Response update_devices(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto ids = read_device_ids(input, errors);
  const auto change = read_change(input, errors);
  input.finish();
  errors.refuse_if_any();
  Results results;
  for (const auto id : parsed(services, call, ids)) {
    const auto before = services.devices.find(call.organisation.id, id);
    results.push_back(before ? services.devices.change(call.organisation.id, id, change)
                             : std::unexpected(DeviceRefusal::not_found));
    if (results.back()) record(services, call, change_of(*before, change));
  }
  wake_watchers(services, call);
  return answer_of(ids, "updated", results);
}

http::Response remove_devices(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto ids = read_device_ids(input, errors);
  input.finish();
  errors.refuse_if_any();
  wake_watchers(services, call);
  return answer_of(ids, "removed",
                   services.removal.remove(
                       call.organisation.id, parsed(services, call, ids),
                       [&](const Device& device) { tell_of_removal(services, call, device); }));
}

}  // namespace

// Removal works in steps of its own: a device leaves the list, then its claim is released.
void add_device_actions(Operations& operations) {
  auto& services = operations.services();
  operations.add("PATCH", "/api/v1/customers/{customer_id}/devices/{device_id}", "update_device",
                 Action::tag_devices, {.body = BodyKind::json},
                 [&services](const Call& call) { return change_device(services, call); });
  operations.add("DELETE", "/api/v1/customers/{customer_id}/devices/{device_id}", "remove_device",
                 Action::remove_devices, {.one_step = false},
                 [&services](const Call& call) { return remove_device(services, call); });
  operations.add("POST", "/api/v1/customers/{customer_id}/devices/update", "update_devices",
                 Action::tag_devices, {.body = BodyKind::json},
                 [&services](const Call& call) { return update_devices(services, call); });
  operations.add("POST", "/api/v1/customers/{customer_id}/devices/remove", "remove_devices",
                 Action::remove_devices, {.body = BodyKind::json, .one_step = false},
                 [&services](const Call& call) { return remove_devices(services, call); });
}

}  // namespace muster::api::v1
