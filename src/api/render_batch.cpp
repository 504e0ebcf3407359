#include "api/render_batch.h"

#include <boost/json.hpp>
#include <cmath>
#include <utility>

#include "api/render.h"

namespace muster::api {

namespace json = boost::json;
using registry::StoredState;

json::object to_json(const registry::Batch& batch, registry::Time now) {
  json::object object;
  object["id"] = batch.id.text();
  object["customer_id"] = batch.origin.customer.text();
  object["state"] = to_string(batch.state);
  object["order_id"] = text_or_null(batch.origin.order_id);
  object["purchase_id"] = text_or_null(batch.origin.purchase_id);
  object["file_name"] = text_or_null(batch.origin.file_name);
  object["sha256"] = text_or_null(batch.file.sha256);
  object["bytes"] = batch.file.bytes;
  object["format"] = batch.file.format;
  object["encoding"] = batch.file.encoding;
  object["separator"] = text_or_null(batch.file.separator);
  object["warnings"] = json::parse(batch.file.warnings);
  object["rows"] = batch.rows;
  object["counts"] = json::object{{"pending", batch.counts.pending},
                                  {"registered", batch.counts.registered},
                                  {"failed", batch.counts.failed},
                                  {"cancelled", batch.counts.cancelled}};
  json::object errors;
  for (const auto& [code, count] : batch.errors) errors[registry::text_of(code).name] = count;
  object["errors"] = std::move(errors);
  object["rows_per_second"] = std::round(batch.rows_per_second(now) * 10) / 10;
  object["accepted_at"] = to_json(batch.accepted_at);
  object["started_at"] = time_or_null(batch.started_at);
  object["finished_at"] = time_or_null(batch.finished_at);
  object["created_by"] = json::object{{"organisation_id", batch.origin.created_by.text()},
                                      {"organisation_name", batch.origin.created_by_name},
                                      {"token_name", batch.origin.token_name}};
  object["retry_of"] =
      batch.origin.retry_of ? json::value(batch.origin.retry_of->text()) : json::value(nullptr);
  object["request_id"] = text_or_null(batch.origin.request_id);
  return object;
}

std::string_view row_state(const registry::RowResult& row) {
  if (row.cancelled) return "cancelled";
  switch (row.device.state) {
    case StoredState::pending:
      return "pending";
    case StoredState::failed:
    case StoredState::retried:
      return "failed";
    case StoredState::registered:
    case StoredState::enrolled:
      return "registered";
    case StoredState::removing:
    case StoredState::removed:
      return row.device.error ? "failed" : "registered";
  }
  std::unreachable();
}

json::object to_json(const registry::RowInput& input) {
  json::object object;
  const auto add = [&](std::string_view name, const std::optional<std::string>& value) {
    if (value) object[name] = *value;
  };
  add("manufacturer", input.manufacturer);
  add("model", input.model);
  add("serial_number", input.serial_number);
  add("product_id", input.product_id);
  add("hardware_hash", input.hardware_hash);
  add("group_tag", input.group_tag);
  add("assigned_user", input.assigned_user);
  return object;
}

json::object to_json(const registry::RowResult& row, const DeviceView& view) {
  const auto& device = row.device;
  const bool gone = device.state == StoredState::removing || device.state == StoredState::removed;
  json::object object;
  object["row"] = registry::row_of(device.id);
  object["device_id"] = device.id.text();
  object["state"] = row_state(row);
  object["device_state"] = gone            ? json::value("removed")
                           : row.cancelled ? json::value(nullptr)
                                           : text_or_null(state_word(device, view.window));
  object["error"] =
      device.error
          ? json::value(error_to_json(*device.error, device.request_id, view.support_contact))
          : json::value(nullptr);
  object["input"] = to_json(row.input);
  return object;
}

json::array to_json(const std::vector<intake::Warning>& warnings) {
  json::array array;
  for (const auto& warning : warnings) {
    json::object object;
    object["code"] = warning.code;
    object["message"] = warning.message;
    if (warning.row) object["row"] = *warning.row;
    if (warning.column) object["column"] = *warning.column;
    array.push_back(std::move(object));
  }
  return array;
}

}  // namespace muster::api
