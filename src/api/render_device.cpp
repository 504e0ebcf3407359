#include "api/render_device.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "api/render.h"

namespace muster::api {

namespace json = boost::json;

std::string advice_for(const registry::RegistrationError& error, std::string_view support_contact) {
  if (error.code == registry::ErrorCode::unexpected_error && !support_contact.empty()) {
    return fmt::format("Contact Support ({}) and provide the Request ID.", support_contact);
  }
  return std::string(registry::text_of(error.code).advice);
}

json::object error_to_json(const registry::RegistrationError& error, std::string_view request_id,
                           std::string_view support_contact) {
  const auto& text = registry::text_of(error.code);
  json::object object;
  object["code"] = text.name;
  object["title"] = text.title;
  object["advice"] = advice_for(error, support_contact);
  object["hint"] = text_or_null(error.detail);
  object["column"] = text_or_null(error.column);
  object["value"] = text_or_null(error.value);
  object["first_row"] = error.first_row ? json::value(*error.first_row) : json::value(nullptr);
  object["request_id"] = text_or_null(request_id);
  return object;
}

std::string_view state_word(const registry::Device& device, const registry::ActiveWindow& window) {
  const auto state = registry::device_state(device.state, device.last_seen_at, window);
  return state ? to_string(*state) : std::string_view();
}

json::object to_json(const registry::Device& device, const DeviceView& view) {
  const auto state = registry::device_state(device.state, device.last_seen_at, view.window);
  json::object object;
  object["id"] = device.id.text();
  object["customer_id"] = device.customer.text();
  object["batch_id"] = registry::batch_of(device.id).text();
  object["row"] = registry::row_of(device.id);
  object["manufacturer"] = device.manufacturer;
  object["model"] = device.model;
  object["serial_number"] = device.serial_number;
  object["product_id"] = text_or_null(device.product_id);
  object["hardware_hash_present"] = device.hardware_hash_present;
  object["state"] = state ? json::value(to_string(*state)) : json::value(nullptr);
  object["state_title"] = state ? json::value(title_of(*state)) : json::value(nullptr);
  json::object registered_by;
  registered_by["organisation_id"] = device.registered_by.text();
  registered_by["organisation_name"] = device.registered_by_name;
  object["registered_by"] = std::move(registered_by);
  object["error"] =
      device.error
          ? json::value(error_to_json(*device.error, device.request_id, view.support_contact))
          : json::value(nullptr);
  object["group_tag"] = text_or_null(device.group_tag);
  object["assigned_user"] = text_or_null(device.assigned_user);
  object["order_id"] = text_or_null(device.order_id);
  object["purchase_id"] = text_or_null(device.purchase_id);
  object["registered_at"] = to_json(device.registered_at);
  object["state_changed_at"] = to_json(device.changed_at);
  object["last_seen_at"] = time_or_null(device.last_seen_at);
  return object;
}

}  // namespace muster::api
