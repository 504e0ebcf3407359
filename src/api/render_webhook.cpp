#include "api/render_webhook.h"

#include <boost/json.hpp>

#include "api/render.h"

namespace muster::api {

namespace json = boost::json;

json::object to_json(const registry::Webhook& webhook, registry::Time now) {
  const bool old_signs_along = webhook.secrets(now).size() > 1;
  json::array events;
  for (const auto& event : webhook.events) events.emplace_back(event);
  json::object object;
  object["id"] = webhook.id.text();
  object["organisation_id"] = webhook.organisation.text();
  object["url"] = webhook.url;
  object["events"] = std::move(events);
  object["enabled"] = webhook.enabled;
  object["old_secret_until"] =
      time_or_null(old_signs_along ? webhook.old_secret_until : std::nullopt);
  object["created_at"] = to_json(webhook.created_at);
  return object;
}

json::object to_json(const registry::Delivery& delivery) {
  const bool waits = delivery.state == registry::DeliveryState::waiting;
  json::object object;
  object["id"] = delivery.id.text();
  object["event"] = delivery.event;
  object["state"] = to_string(delivery.state);
  object["attempts"] = delivery.attempts;
  object["next_attempt_at"] =
      time_or_null(waits ? std::optional(delivery.next_attempt_at) : std::nullopt);
  object["last_status"] =
      delivery.last_status ? json::value(*delivery.last_status) : json::value(nullptr);
  object["last_error"] = text_or_null(delivery.last_error);
  object["created_at"] = to_json(delivery.created_at);
  object["delivered_at"] = time_or_null(delivery.delivered_at);
  object["message"] = json::parse(delivery.body);
  return object;
}

}  // namespace muster::api
