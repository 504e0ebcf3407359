// /organisations/{id}/webhooks: where an organisation wants to be told of what happens.

#include <boost/json.hpp>

#include "api/announce.h"
#include "api/json_input.h"
#include "api/problems.h"
#include "api/render_webhook.h"
#include "api/short_list.h"
#include "api/v1/resources.h"
#include "api/webhook_url.h"
#include "security/webhook_signature.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::Webhook;
using registry::WebhookId;

constexpr TextRule url_text = {.min = 1, .max = 2048};
constexpr TextRule event_text = {.min = 1, .max = 64};
constexpr std::size_t most_webhooks = 20;  ///< of an organisation

void check_url(const Services& services, const std::string& url, InputErrors& errors) {
  if (url.empty()) return;  // noted already
  if (auto fault = fault_of_webhook_url(url, services.webhooks_to_private_addresses)) {
    errors.add("/url", "url_not_allowed", std::move(*fault), url);
  }
}

/// nullopt where the field is left out.
std::optional<std::vector<std::string>> read_events(ObjectReader& input, InputErrors& errors) {
  auto events = input.optional_texts("events", registry::webhook_events.size(), event_text);
  if (!events) return std::nullopt;
  for (std::size_t i = 0; i < events->size(); ++i) {
    if (std::ranges::find(registry::webhook_events, (*events)[i]) ==
        registry::webhook_events.end()) {
      errors.add(input.pointer_to("events") + "/" + std::to_string(i), "unknown_event",
                 "There is no such event.", (*events)[i]);
    }
  }
  if (events->empty())
    errors.add(input.pointer_to("events"), "missing", "Give one event at least.");
  return events;
}

json::object with_secret(const Services& services, const Webhook& webhook) {
  auto object = to_json(webhook, services.clock.now());
  object["secret"] = webhook.secret;
  return object;
}

http::Response not_cached(http::Response response) {
  response.headers.set("Cache-Control", "no-store");
  return response;
}

std::string address_of(const Call& call, WebhookId id) {
  return "/api/v1/organisations/" + call.organisation.id.text() + "/webhooks/" + id.text();
}

/// What is told of it in the audit log.
std::string terms_of(const Webhook& webhook) {
  return json::serialize(json::object{{"url", webhook.url},
                                      {"events", json::value_from(webhook.events)},
                                      {"enabled", webhook.enabled}});
}

WebhookId id_in(const Call& call) { return call.id<WebhookId>("webhook_id", "webhook"); }

Webhook find_webhook(Services& services, const Call& call) {
  auto found = services.webhooks.find(call.organisation.id, id_in(call));
  if (!found) throw not_found("webhook");
  return std::move(*found);
}

http::Response create_webhook(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  Webhook webhook{.organisation = call.organisation.id, .url = input.text("url", url_text)};
  check_url(services, webhook.url, errors);
  webhook.events = read_events(input, errors)
                       .value_or(std::vector<std::string>(registry::webhook_events.begin(),
                                                          registry::webhook_events.end()));
  webhook.enabled = input.optional_boolean("enabled").value_or(true);
  input.finish();
  errors.refuse_if_any();
  if (services.webhooks.list(call.organisation.id).size() >= most_webhooks) {
    throw Refusal(ProblemCode::conflict, "An organisation has 20 webhooks at most.");
  }
  webhook.secret = security::make_webhook_secret(services.random);
  webhook = services.webhooks.create(std::move(webhook));
  record(services, call,
         {.action = "webhook.created",
          .subject = webhook.id.text(),
          .subject_name = webhook.url,
          .after = terms_of(webhook)});
  return not_cached(created(with_secret(services, webhook), address_of(call, webhook.id)));
}

http::Response list_webhooks(Services& services, const Call& call) {
  return short_list(
      call.request, CursorOf::webhooks, services.webhooks.list(call.organisation.id),
      [now = services.clock.now()](const Webhook& webhook) { return to_json(webhook, now); });
}

http::Response change_webhook(Services& services, const Call& call) {
  const auto before = find_webhook(services, call);
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const registry::WebhookChange change{.url = input.optional_text("url", url_text),
                                       .events = read_events(input, errors),
                                       .enabled = input.optional_boolean("enabled")};
  if (change.url) check_url(services, *change.url, errors);
  if (!change.url && !change.events && !change.enabled) {
    errors.add("", "missing", "Give `url`, `events` or `enabled`.");
  }
  input.finish();
  errors.refuse_if_any();
  const auto changed = services.webhooks.change(call.organisation.id, before.id, change);
  if (!changed) throw not_found("webhook");
  record(services, call,
         {.action = "webhook.changed",
          .subject = before.id.text(),
          .subject_name = changed->url,
          .before = terms_of(before),
          .after = terms_of(*changed)});
  send_afterwards(services, call);
  return json_response(to_json(*changed, services.clock.now()));
}

http::Response rotate_secret(Services& services, const Call& call) {
  expect_no_input(call.request);
  const auto rotated = services.webhooks.rotate(call.organisation.id, id_in(call),
                                                security::make_webhook_secret(services.random));
  if (!rotated) throw not_found("webhook");
  record(services, call,
         {.action = "webhook.secret_rotated",
          .subject = rotated->id.text(),
          .subject_name = rotated->url});
  return not_cached(json_response(with_secret(services, *rotated)));
}

http::Response remove_webhook(Services& services, const Call& call) {
  const auto webhook = find_webhook(services, call);
  services.webhooks.remove(call.organisation.id, webhook.id);
  record(services, call,
         {.action = "webhook.removed",
          .subject = webhook.id.text(),
          .subject_name = webhook.url,
          .before = terms_of(webhook)});
  return http::Response::empty(204);
}

http::Response test_webhook(Services& services, const Call& call) {
  expect_no_input(call.request);
  const auto webhook = find_webhook(services, call);
  if (!webhook.enabled) throw Refusal(ProblemCode::conflict, "The webhook is switched off.");
  const auto delivery =
      services.webhooks.tell_one(webhook, registry::webhook_event::test,
                                 registry::test_body(webhook.id, services.clock.now()));
  record(services, call,
         {.action = "webhook.tested", .subject = webhook.id.text(), .subject_name = webhook.url});
  send_afterwards(services, call);
  return created(to_json(delivery), address_of(call, webhook.id) + "/deliveries", 202);
}

}  // namespace

void add_webhooks(Operations& operations) {
  auto& services = operations.services();
  const auto handled = [&services](http::Response (*handler)(Services&, const Call&)) {
    return [&services, handler](const Call& call) { return handler(services, call); };
  };
  const std::string all = "/api/v1/organisations/{organisation_id}/webhooks";
  const std::string one = all + "/{webhook_id}";
  const auto action = Action::manage_webhooks;
  operations.add("POST", all, "create_webhook", action,
                 {.body = BodyKind::json, .secret_answer = true}, handled(create_webhook));
  operations.add("GET", all, "list_webhooks", action, {.takes_query = true},
                 handled(list_webhooks));
  operations.add("GET", one, "get_webhook", action, {}, [&services](const Call& call) {
    return json_response(to_json(find_webhook(services, call), services.clock.now()));
  });
  operations.add("PATCH", one, "update_webhook", action, {.body = BodyKind::json},
                 handled(change_webhook));
  operations.add("DELETE", one, "remove_webhook", action, {}, handled(remove_webhook));
  operations.add("POST", one + "/rotate-secret", "rotate_webhook_secret", action,
                 {.body = BodyKind::json, .secret_answer = true}, handled(rotate_secret));
  operations.add("POST", one + "/test", "test_webhook", action, {.body = BodyKind::json},
                 handled(test_webhook));
}

}  // namespace muster::api::v1
