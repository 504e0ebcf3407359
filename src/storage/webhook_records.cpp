#include "storage/webhook_records.h"

#include "storage/outbox.h"
#include "storage/random_id.h"
#include "storage/text_list.h"

namespace muster::storage {
namespace {

using registry::Delivery;
using registry::DeliveryId;
using registry::DeliveryState;
using registry::OrganisationId;
using registry::Webhook;
using registry::WebhookId;

Webhook webhook_from(const Rows& rows) {
  return {.id = rows.id<WebhookId>(0),
          .organisation = rows.id<OrganisationId>(1),
          .url = rows.text(2),
          .events = texts_from(rows.view(3)),
          .secret = rows.text(4),
          .old_secret = rows.maybe_text(5),
          .old_secret_until = rows.maybe_time(6),
          .enabled = rows.boolean(7),
          .created_at = rows.time(8)};
}

Delivery delivery_from(const Rows& rows, int first = 0) {
  Delivery delivery{.id = rows.id<DeliveryId>(first),
                    .webhook = rows.id<WebhookId>(first + 1),
                    .organisation = rows.id<OrganisationId>(first + 2),
                    .event = rows.text(first + 3),
                    .body = rows.text(first + 4),
                    .state = rows.as<DeliveryState>(first + 5),
                    .attempts = rows.integer(first + 6),
                    .next_attempt_at = rows.time(first + 7),
                    .last_error = rows.text(first + 9),
                    .created_at = rows.time(first + 10),
                    .delivered_at = rows.maybe_time(first + 11)};
  if (!rows.is_null(first + 8)) delivery.last_status = static_cast<int>(rows.integer(first + 8));
  return delivery;
}

}  // namespace

#define MUSTER_WEBHOOK_COLUMNS                                                             \
  "w.id, w.organisation_id, w.url, w.events, w.secret, w.old_secret, w.old_secret_until, " \
  "w.enabled, w.created_at"
constexpr int webhook_columns = 9;
#define MUSTER_DELIVERY_COLUMNS                                                   \
  "d.id, d.webhook_id, d.organisation_id, d.event, d.body, d.state, d.attempts, " \
  "d.next_attempt_at, d.last_status, d.last_error, d.created_at, d.delivered_at"

constexpr std::string_view insert_webhook = R"(
  INSERT INTO webhooks (id, organisation_id, url, events, secret, enabled, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7))";

Webhook WebhookRecords::create(Webhook webhook) {
  webhook.id = WebhookId{random_id()};
  webhook.created_at = clock_.now();
  database_.write([&](Connection& connection) {
    execute(connection, insert_webhook, webhook.id, webhook.organisation, webhook.url,
            to_text(webhook.events), webhook.secret, webhook.enabled, webhook.created_at);
  });
  return webhook;
}

constexpr std::string_view select_webhook = "SELECT " MUSTER_WEBHOOK_COLUMNS R"(
    FROM webhooks w WHERE w.id = $2 AND w.organisation_id = $1)";

std::optional<Webhook> WebhookRecords::find(OrganisationId organisation, WebhookId id) {
  std::optional<Webhook> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_webhook, organisation, id);
    if (rows.next()) found = webhook_from(rows);
  });
  return found;
}

constexpr std::string_view select_webhooks = "SELECT " MUSTER_WEBHOOK_COLUMNS R"(
    FROM webhooks w WHERE w.organisation_id = $1 ORDER BY w.created_at, w.id)";

std::vector<Webhook> WebhookRecords::list(OrganisationId organisation) {
  std::vector<Webhook> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_webhooks, organisation);
    while (rows.next()) found.push_back(webhook_from(rows));
  });
  return found;
}

constexpr std::string_view update_webhook = R"(
  UPDATE webhooks
     SET url = coalesce($3, url), events = coalesce($4, events), enabled = coalesce($5, enabled)
   WHERE id = $2 AND organisation_id = $1)";

std::optional<Webhook> WebhookRecords::change(OrganisationId organisation, WebhookId id,
                                              const registry::WebhookChange& change) {
  std::optional<std::string> events;
  if (change.events) events = to_text(*change.events);
  std::optional<Webhook> changed;
  database_.write([&](Connection& connection) {
    execute(connection, update_webhook, organisation, id, change.url, events, change.enabled);
    changed = find(organisation, id);
  });
  return changed;
}

constexpr std::string_view update_secret = R"(
  UPDATE webhooks SET old_secret = secret, old_secret_until = $4, secret = $3
   WHERE id = $2 AND organisation_id = $1)";

std::optional<Webhook> WebhookRecords::rotate(OrganisationId organisation, WebhookId id,
                                              const std::string& secret) {
  std::optional<Webhook> rotated;
  database_.write([&](Connection& connection) {
    execute(connection, update_secret, organisation, id, secret,
            clock_.now() + registry::old_secret_signs_for);
    rotated = find(organisation, id);
  });
  return rotated;
}

constexpr std::string_view delete_webhook = R"(
  DELETE FROM webhooks WHERE id = $2 AND organisation_id = $1)";
constexpr std::string_view delete_deliveries = R"(
  DELETE FROM webhook_deliveries WHERE organisation_id = $1 AND webhook_id = $2)";

bool WebhookRecords::remove(OrganisationId organisation, WebhookId id) {
  bool removed = false;
  database_.write([&](Connection& connection) {
    removed = execute(connection, delete_webhook, organisation, id) > 0;
    if (removed) execute(connection, delete_deliveries, organisation, id);
  });
  return removed;
}

std::size_t WebhookRecords::tell(OrganisationId organisation, std::string_view event,
                                 std::string_view body) {
  std::size_t told = 0;
  database_.write([&](Connection& connection) {
    told = write_to_outbox(connection, organisation, event, body, clock_.now());
  });
  return told;
}

Delivery WebhookRecords::tell_one(const Webhook& webhook, std::string_view event,
                                  std::string_view body) {
  Delivery made;
  database_.write([&](Connection& connection) {
    made = write_delivery(connection, webhook.id, webhook.organisation, event, body, clock_.now());
  });
  return made;
}

constexpr std::string_view select_deliveries = "SELECT " MUSTER_DELIVERY_COLUMNS R"(
    FROM webhook_deliveries d
   WHERE d.webhook_id = $2 AND d.organisation_id = $1 AND d.id < $3
   ORDER BY d.id DESC
   LIMIT $4)";

std::vector<Delivery> WebhookRecords::deliveries(OrganisationId organisation, WebhookId webhook,
                                                 DeliveryId before, std::size_t limit) {
  std::vector<Delivery> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_deliveries, organisation, webhook,
                      before ? before : DeliveryId{INT64_MAX}, limit);
    while (rows.next()) found.push_back(delivery_from(rows));
  });
  return found;
}

constexpr std::string_view update_resent = R"(
  UPDATE webhook_deliveries SET state = 1, attempts = 0, next_attempt_at = $4
   WHERE id = $3 AND webhook_id = $2 AND organisation_id = $1)";

constexpr std::string_view select_delivery = "SELECT " MUSTER_DELIVERY_COLUMNS R"(
    FROM webhook_deliveries d WHERE d.id = $1 AND d.organisation_id = $2)";

std::optional<Delivery> WebhookRecords::resend(OrganisationId organisation, WebhookId webhook,
                                               DeliveryId id) {
  std::optional<Delivery> resent;
  database_.write([&](Connection& connection) {
    if (execute(connection, update_resent, organisation, webhook, id, clock_.now()) == 0) return;
    auto rows = query(connection, select_delivery, id, organisation);
    if (rows.next()) resent = delivery_from(rows);
  });
  return resent;
}

// Webhooks are few, and for each the index has its first message at hand: what waits for one that
// does not answer never stands before what waits for another.
constexpr std::string_view select_waiting = R"(
  SELECT organisation_id, id, next FROM (
    SELECT w.organisation_id AS organisation_id, w.id AS id,
           (SELECT min(d.next_attempt_at) FROM webhook_deliveries d
             WHERE d.webhook_id = w.id AND +d.organisation_id = w.organisation_id
               AND d.state = 1) AS next
      FROM webhooks w
     WHERE w.enabled = 1) waiting
   WHERE next IS NOT NULL
   ORDER BY next)";

std::vector<registry::Webhooks::Waiting> WebhookRecords::waiting() {
  std::vector<Waiting> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_waiting);
    while (rows.next()) {
      found.push_back({.organisation = rows.id<OrganisationId>(0),
                       .webhook = rows.id<WebhookId>(1),
                       .next_attempt_at = rows.time(2)});
    }
  });
  return found;
}

constexpr std::string_view select_due =
    "SELECT " MUSTER_WEBHOOK_COLUMNS ", " MUSTER_DELIVERY_COLUMNS R"(
    FROM webhook_deliveries d
    JOIN webhooks w ON w.id = d.webhook_id AND w.organisation_id = +d.organisation_id
   WHERE d.webhook_id = $1 AND +d.organisation_id = $3 AND d.state = 1 AND d.next_attempt_at <= $2
     AND w.enabled = 1
   ORDER BY d.next_attempt_at
   LIMIT 1
   /*pg FOR UPDATE OF d SKIP LOCKED*/)";

constexpr std::string_view update_taken = R"(
  UPDATE webhook_deliveries SET next_attempt_at = $2 WHERE id = $1 AND organisation_id = $3)";

std::optional<registry::Webhooks::Due> WebhookRecords::due(OrganisationId organisation,
                                                           WebhookId webhook) {
  std::optional<Due> found;
  const auto now = clock_.now();
  database_.write(
      [&](Connection& connection) {
        auto rows = query(connection, select_due, webhook, now, organisation);
        if (!rows.next()) return;
        found = {.webhook = webhook_from(rows), .delivery = delivery_from(rows, webhook_columns)};
        execute(connection, update_taken, found->delivery.id, now + registry::attempt_lasts,
                found->delivery.organisation);
      },
      Database::Durability::later);
  return found;
}

constexpr std::string_view update_attempted = R"(
  UPDATE webhook_deliveries
     SET state = $2, attempts = attempts + 1, next_attempt_at = coalesce($3, next_attempt_at),
         last_status = $4, last_error = $5, delivered_at = $6
   WHERE id = $1 AND organisation_id = $7)";

void WebhookRecords::attempted(OrganisationId organisation, DeliveryId id,
                               const registry::Attempt& attempt) {
  const auto state = attempt.delivered ? DeliveryState::delivered
                     : attempt.next    ? DeliveryState::waiting
                                       : DeliveryState::given_up;
  const auto delivered_at =
      attempt.delivered ? std::optional(clock_.now()) : std::optional<registry::Time>();
  database_.write([&](Connection& connection) {
    execute(connection, update_attempted, id, state, attempt.next, attempt.status, attempt.error,
            delivered_at, organisation);
  });
}

constexpr std::string_view delete_old = R"(
  DELETE FROM webhook_deliveries WHERE state <> 1 AND created_at < $1)";

void WebhookRecords::forget_old() {
  database_.write(
      [&](Connection& connection) {
        execute(connection, delete_old, clock_.now() - registry::deliveries_last);
      },
      Database::Durability::later);
}

}  // namespace muster::storage
