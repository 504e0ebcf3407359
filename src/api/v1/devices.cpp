// /customers/{id}/devices: the list of a customer's devices, one of them, their counts, the export.

#include <boost/json.hpp>

#include "api/csv_results.h"
#include "api/customer_events.h"
#include "api/device_query.h"
#include "api/etag.h"
#include "api/problems.h"
#include "api/render.h"
#include "api/render_device.h"
#include "api/render_organisation.h"
#include "api/sight.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::DeviceCursor;
using registry::DeviceQuery;
using registry::OrganisationId;

constexpr std::size_t devices_at_once = 1000;  ///< of a download

http::Response list_devices(Services& services, const Call& call) {
  QueryInput input(call.request);
  auto query = read_device_query(input);
  query.filter.registered_by = sight_of(call);
  const auto limit = input.limit();
  query.after = cursor_of<DeviceCursor>(
      input, [&](std::string_view text) { return device_cursor_from(text, query); });
  const auto skip = read_skip(input, query);
  input.finish();

  query.limit = limit + 1;
  const auto window = active_window(services, call.organisation.id);
  if (skip > 0) {
    const auto before = services.devices.at(call.organisation.id, query, window, skip - 1);
    if (!before) return json_response(page(json::array(), ""));
    query.after = cursor_after(*before, window);
  }
  auto devices = services.devices.list(call.organisation.id, query, window);
  std::string next;
  if (devices.size() > limit) {
    devices.resize(limit);
    next = to_text(cursor_after(devices.back(), window), query);
  }
  json::array items;
  const DeviceView view{.window = window, .support_contact = services.support_contact->get()};
  for (const auto& device : devices) items.push_back(to_json(device, view));
  return json_response(page(std::move(items), next));
}

http::Response count_devices(Services& services, const Call& call) {
  return json_response(to_json(services.devices.counts(
      call.organisation.id, active_window(services, call.organisation.id), sight_of(call))));
}

http::Response get_device(Services& services, const Call& call) {
  const auto id = call.id<registry::RegistrationId>("device_id", "device");
  const auto device = find_device(services, call, id);
  auto response =
      json_response(to_json(device, {.window = active_window(services, call.organisation.id),
                                     .support_contact = services.support_contact->get()}));
  auto etag = etag_of(response.body);
  if (is_not_modified(call.request, etag)) response = http::Response::empty(304);
  response.headers.set("ETag", std::move(etag));
  return response;
}

bool write_devices(Services& services, OrganisationId customer, DeviceQuery query,
                   http::ResponseSink& sink) {
  std::string text;
  append_device_header(text);
  // One time for the whole file, so that no device moves between two pages of it.
  const auto window = active_window(services, customer);
  query.limit = devices_at_once;
  for (;;) {
    const auto devices = services.devices.list(customer, query, window);
    for (const auto& device : devices) {
      append_device_row(text, device, window, services.support_contact->get());
    }
    if (!text.empty() && !sink.write(text)) return false;
    if (devices.size() < devices_at_once) return true;
    text.clear();
    query.after = cursor_after(devices.back(), window);
  }
}

http::Response export_devices(Services& services, const Call& call) {
  QueryInput input(call.request);
  auto query = read_device_query(input);
  query.filter.registered_by = sight_of(call);
  input.finish();
  http::Response response;
  response.headers.set("Content-Type", "text/csv; charset=utf-8; header=present");
  response.headers.set("Content-Disposition", "attachment; filename=\"devices.csv\"");
  response.stream = [&services, customer = call.organisation.id,
                     query = std::move(query)](http::ResponseSink& sink) {
    return write_devices(services, customer, query, sink);
  };
  return response;
}

http::Response watch_devices(Services& services,
                             const std::shared_ptr<Authentication>& authentication,
                             const Call& call) {
  http::Response response;
  response.events = std::make_shared<CustomerEvents>(services, authentication, call.signed_in,
                                                     call.organisation.id);
  return response;
}

}  // namespace

void add_devices(Operations& operations) {
  auto& services = operations.services();
  operations.add("GET", "/api/v1/customers/{customer_id}/devices", "list_devices",
                 Action::see_devices, {.takes_query = true},
                 [&services](const Call& call) { return list_devices(services, call); });
  operations.add("GET", "/api/v1/customers/{customer_id}/devices/counts", "count_devices",
                 Action::see_devices, {},
                 [&services](const Call& call) { return count_devices(services, call); });
  operations.add("GET", "/api/v1/customers/{customer_id}/events", "watch_devices",
                 Action::see_devices, {.produces = "text/event-stream"},
                 [&services, authentication = operations.authentication()](const Call& call) {
                   return watch_devices(services, authentication, call);
                 });
  operations.add("GET", "/api/v1/customers/{customer_id}/devices/export.csv", "export_devices",
                 Action::see_devices, {.takes_query = true, .produces = "text/csv"},
                 [&services](const Call& call) { return export_devices(services, call); });
  operations.add("GET", "/api/v1/customers/{customer_id}/devices/{device_id}", "get_device",
                 Action::see_devices, {},
                 [&services](const Call& call) { return get_device(services, call); });
}

}  // namespace muster::api::v1
