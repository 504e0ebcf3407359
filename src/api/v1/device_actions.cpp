// What is done to devices: group tag and assigned user, and removal; of one device or of many.

#include <fmt/format.h>

#include <boost/json.hpp>
#include <mutex>

#include "api/etag.h"
#include "api/json_input.h"
#include "api/problems.h"
#include "api/render_device.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::Device;
using registry::DeviceChange;
using registry::DeviceRefusal;
using registry::RegistrationId;

constexpr std::size_t most_devices = 10'000;  ///< in one request

/// Changes are made one after the other, so that nothing comes between comparing an If-Match and
/// the change that depends on it.
using ChangeTurn = std::shared_ptr<std::mutex>;

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

struct Refused {
  std::string code;
  std::string message;
};

Refused refusal_of(DeviceRefusal refusal) {
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

Device find_device(Services& services, const Call& call, RegistrationId id) {
  auto device = services.devices.find(call.organisation.id, id);
  if (!device) throw not_found("device");
  return std::move(*device);
}

http::Response device_response(const Services& services, const Device& device) {
  auto response = json_response(
      to_json(device, {.now = services.clock.now(), .support_contact = services.support_contact}));
  response.headers.set("ETag", etag_of(response.body));
  return response;
}

http::Response change_device(Services& services, std::mutex& turn, const Call& call) {
  const auto id = call.id<RegistrationId>("device_id", "device");
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto change = read_change(input, errors);
  input.finish();
  errors.refuse_if_any();

  const std::lock_guard lock(turn);
  const auto before = device_response(services, find_device(services, call, id));
  check_if_match(call.request, *before.headers.get("ETag"));
  if (!services.devices.change(call.organisation.id, id, change)) throw not_found("device");
  return device_response(services, find_device(services, call, id));
}

http::Response remove_device(Services& services, std::mutex& turn, const Call& call) {
  const auto id = call.id<RegistrationId>("device_id", "device");
  const std::lock_guard lock(turn);
  if (call.request.headers.get("If-Match")) {
    const auto before = device_response(services, find_device(services, call, id));
    check_if_match(call.request, *before.headers.get("ETag"));
  }
  if (const auto removed = services.removal.remove(call.organisation.id, id); !removed) {
    if (removed.error() == DeviceRefusal::not_found) throw not_found("device");
    throw Refusal(ProblemCode::conflict, refusal_of(removed.error()).message);
  }
  return http::Response::empty(204);
}

std::vector<std::string> read_ids(ObjectReader& input, InputErrors& errors) {
  std::vector<std::string> ids;
  input.array("device_ids", 1, most_devices,
              [&](const json::value& value, const std::string& pointer) {
                if (const auto* text = value.if_string()) {
                  ids.emplace_back(text->data(), text->size());
                } else {
                  errors.add(pointer, "wrong_type", "Must be a string, the ID of a device.");
                }
              });
  return ids;
}

/// Does `work` to each device; returns `{<done>: n, refused: [...]}`.
http::Response to_each(
    const std::vector<std::string>& ids, std::string_view done,
    const std::function<std::expected<void, DeviceRefusal>(RegistrationId)>& work) {
  std::int64_t count = 0;
  json::array refused;
  for (const auto& text : ids) {
    const auto id = RegistrationId::parse(text);
    const auto result = id ? work(*id) : std::unexpected(DeviceRefusal::not_found);
    if (result) {
      ++count;
      continue;
    }
    auto [code, message] = refusal_of(result.error());
    json::object object;
    object["device_id"] = shown(text);
    object["code"] = std::move(code);
    object["message"] = std::move(message);
    refused.push_back(std::move(object));
  }
  json::object answer;
  answer[done] = count;
  answer["refused"] = std::move(refused);
  return json_response(answer);
}

http::Response update_devices(Services& services, std::mutex& turn, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto ids = read_ids(input, errors);
  const auto change = read_change(input, errors);
  input.finish();
  errors.refuse_if_any();
  return to_each(ids, "updated", [&](RegistrationId id) {
    const std::lock_guard lock(turn);
    return services.devices.change(call.organisation.id, id, change);
  });
}

http::Response remove_devices(Services& services, std::mutex& turn, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto ids = read_ids(input, errors);
  input.finish();
  errors.refuse_if_any();
  return to_each(ids, "removed", [&](RegistrationId id) {
    const std::lock_guard lock(turn);
    return services.removal.remove(call.organisation.id, id);
  });
}

}  // namespace

void add_device_actions(Operations& operations) {
  auto& services = operations.services();
  const ChangeTurn turn = std::make_shared<std::mutex>();
  operations.add(
      "PATCH", "/api/v1/customers/{customer_id}/devices/{device_id}", "update_device",
      Action::change_devices, {.body = BodyKind::json},
      [&services, turn](const Call& call) { return change_device(services, *turn, call); });
  operations.add("DELETE", "/api/v1/customers/{customer_id}/devices/{device_id}", "remove_device",
                 Action::change_devices, {}, [&services, turn](const Call& call) {
                   return remove_device(services, *turn, call);
                 });
  operations.add(
      "POST", "/api/v1/customers/{customer_id}/devices/update", "update_devices",
      Action::change_devices, {.body = BodyKind::json},
      [&services, turn](const Call& call) { return update_devices(services, *turn, call); });
  operations.add(
      "POST", "/api/v1/customers/{customer_id}/devices/remove", "remove_devices",
      Action::change_devices, {.body = BodyKind::json},
      [&services, turn](const Call& call) { return remove_devices(services, *turn, call); });
}

}  // namespace muster::api::v1
