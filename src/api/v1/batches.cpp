// /customers/{id}/batches: uploads, from the file to the last outcome.

#include <fmt/format.h>

#include <boost/json.hpp>

#include "api/batch_upload.h"
#include "api/cursor.h"
#include "api/events.h"
#include "api/file_input.h"
#include "api/problems.h"
#include "api/query_input.h"
#include "api/render.h"
#include "api/render_batch.h"
#include "api/sight.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::Batch;
using registry::BatchId;
using registry::BatchRefusal;

http::Response list_batches(Services& services, const Call& call) {
  QueryInput query(call.request);
  const auto limit = query.limit();
  const auto before = cursor_of<BatchId>(query, [](std::string_view text) {
    return read_id_cursor<BatchId>(CursorOf::batches, text);
  });
  query.finish();

  auto found = services.batches.list(call.organisation.id, sight_of(call),
                                     before.value_or(BatchId{}), limit + 1);
  std::string next;
  if (found.size() > limit) {
    found.resize(limit);
    next = id_cursor(CursorOf::batches, found.back().id);
  }
  json::array items;
  const auto now = services.clock.now();
  for (const auto& batch : found) items.push_back(to_json(batch, now));
  return json_response(page(std::move(items), next));
}

http::Response get_batch(Services& services, const Call& call) {
  return json_response(to_json(find_batch(services, call), services.clock.now()));
}

[[noreturn]] void refuse_batch(BatchRefusal refusal) {
  switch (refusal) {
    case BatchRefusal::not_found:
      throw not_found("batch");
    case BatchRefusal::already_over:
      throw Refusal(ProblemCode::conflict, "The batch is over; nothing of it is pending any more.");
    case BatchRefusal::nothing_failed:
      throw Refusal(ProblemCode::conflict,
                    "No row of this batch is failed (any more), so there is nothing to retry.");
  }
  std::unreachable();
}

http::Response accepted(const Batch& batch, registry::Time now) {
  return created(
      to_json(batch, now),
      fmt::format("/api/v1/customers/{}/batches/{}", batch.origin.customer.text(), batch.id.text()),
      202);
}

http::Response retry_batch(Services& services, const Call& call) {
  expect_no_input(call.request);
  const auto failed = find_batch(services, call);
  const auto& caller = call.caller();
  const auto made = services.batches.retry({.customer = failed.origin.customer,
                                            .order_id = failed.origin.order_id,
                                            .purchase_id = failed.origin.purchase_id,
                                            .file_name = failed.origin.file_name,
                                            .created_by = caller.organisation.id,
                                            .created_by_name = caller.organisation.name,
                                            .token_name = caller.name,
                                            .request_id = call.request.request_id,
                                            .retry_of = failed.id},
                                           failed.id);
  if (!made) refuse_batch(made.error());
  record(services, call,
         {.action = "batch.retried",
          .subject = failed.id.text(),
          .subject_name = failed.origin.file_name});
  call.afterwards.emplace_back([&services, customer = call.organisation.id] {
    services.signals.work_arrived();
    services.signals.changed(customer);
  });
  return accepted(*made, services.clock.now());
}

http::Response cancel_batch(Services& services, const Call& call) {
  expect_no_input(call.request);
  const auto id = find_batch(services, call).id;
  const auto batch = services.batches.cancel(call.organisation.id, id);
  if (!batch) refuse_batch(batch.error());
  record(
      services, call,
      {.action = "batch.cancelled", .subject = id.text(), .subject_name = batch->origin.file_name});
  call.afterwards.emplace_back([&services, id, customer = call.organisation.id] {
    services.signals.work_arrived();
    services.signals.moved(id);
    services.signals.changed(customer);
  });
  return accepted(*batch, services.clock.now());
}

http::Response watch_batch(Services& services,
                           const std::shared_ptr<Authentication>& authentication,
                           const Call& call) {
  const auto batch = find_batch(services, call);
  std::string last_id(call.request.headers.get("Last-Event-ID").value_or(""));
  // A browser reconnects for ever; 204 tells it that there is nothing more to come.
  if (registry::is_over(batch.state) && last_id == event_id(batch)) {
    return http::Response::empty(204);
  }
  http::Response response;
  response.events = std::make_shared<BatchEvents>(
      services, authentication, call.signed_in.credential, batch, std::move(last_id));
  return response;
}

}  // namespace

void add_batches(Operations& operations) {
  auto& services = operations.services();
  operations.add("POST", "/api/v1/customers/{customer_id}/batches", "create_batch",
                 Action::register_devices,
                 {.body = BodyKind::file,
                  .body_limit = upload_body_limit(services.limits),
                  .takes_query = true,
                  .produces = ""},
                 [&services](const Call& call) { return upload_batch(services, call); });
  operations.add("GET", "/api/v1/customers/{customer_id}/batches", "list_batches",
                 Action::see_devices, {.takes_query = true},
                 [&services](const Call& call) { return list_batches(services, call); });
  operations.add("GET", "/api/v1/customers/{customer_id}/batches/{batch_id}", "get_batch",
                 Action::see_devices, {},
                 [&services](const Call& call) { return get_batch(services, call); });
  operations.add("POST", "/api/v1/customers/{customer_id}/batches/{batch_id}/retry", "retry_batch",
                 Action::retry_registrations, {.body = BodyKind::json},
                 [&services](const Call& call) { return retry_batch(services, call); });
  operations.add("POST", "/api/v1/customers/{customer_id}/batches/{batch_id}/cancel",
                 "cancel_batch", Action::register_devices, {.body = BodyKind::json},
                 [&services](const Call& call) { return cancel_batch(services, call); });
  operations.add("GET", "/api/v1/customers/{customer_id}/batches/{batch_id}/events", "watch_batch",
                 Action::see_devices, {.produces = "text/event-stream"},
                 [&services, authentication = operations.authentication()](const Call& call) {
                   return watch_batch(services, authentication, call);
                 });
}

}  // namespace muster::api::v1
