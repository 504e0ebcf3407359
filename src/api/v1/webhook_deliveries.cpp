// /organisations/{id}/webhooks/{id}/deliveries: what was sent to a webhook, and what came of it.

#include <boost/json.hpp>

#include "api/announce.h"
#include "api/cursor.h"
#include "api/problems.h"
#include "api/query_input.h"
#include "api/render.h"
#include "api/render_webhook.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::DeliveryId;
using registry::WebhookId;

WebhookId existing_webhook(Services& services, const Call& call) {
  const auto id = call.id<WebhookId>("webhook_id", "webhook");
  if (!services.webhooks.find(call.organisation.id, id)) throw not_found("webhook");
  return id;
}

http::Response list_deliveries(Services& services, const Call& call) {
  const auto webhook = existing_webhook(services, call);
  QueryInput query(call.request);
  const auto limit = query.limit();
  const auto before = cursor_of<DeliveryId>(query, [](std::string_view text) {
    return read_id_cursor<DeliveryId>(CursorOf::deliveries, text);
  });
  query.finish();
  auto found = services.webhooks.deliveries(call.organisation.id, webhook,
                                            before.value_or(DeliveryId{}), limit + 1);
  std::string next;
  if (found.size() > limit) {
    found.resize(limit);
    next = id_cursor(CursorOf::deliveries, found.back().id);
  }
  json::array items;
  for (const auto& delivery : found) items.push_back(to_json(delivery));
  return json_response(page(std::move(items), next));
}

http::Response resend_delivery(Services& services, const Call& call) {
  expect_no_input(call.request);
  const auto webhook = existing_webhook(services, call);
  const auto resent = services.webhooks.resend(call.organisation.id, webhook,
                                               call.id<DeliveryId>("delivery_id", "delivery"));
  if (!resent) throw not_found("delivery");
  record(
      services, call,
      {.action = "webhook.resent", .subject = webhook.text(), .subject_name = resent->id.text()});
  send_afterwards(services, call);
  return json_response(to_json(*resent), 202);
}

}  // namespace

void add_webhook_deliveries(Operations& operations) {
  auto& services = operations.services();
  const std::string all =
      "/api/v1/organisations/{organisation_id}/webhooks/{webhook_id}/deliveries";
  operations.add("GET", all, "list_webhook_deliveries", Action::manage_webhooks,
                 {.takes_query = true},
                 [&services](const Call& call) { return list_deliveries(services, call); });
  operations.add("POST", all + "/{delivery_id}/resend", "resend_webhook_delivery",
                 Action::manage_webhooks, {.body = BodyKind::json},
                 [&services](const Call& call) { return resend_delivery(services, call); });
}

}  // namespace muster::api::v1
