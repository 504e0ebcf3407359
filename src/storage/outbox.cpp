#include "storage/outbox.h"

#include <algorithm>
#include <vector>

#include "storage/random_id.h"
#include "storage/text_list.h"

namespace muster::storage {
namespace {

using registry::Delivery;
using registry::DeliveryId;
using registry::OrganisationId;
using registry::WebhookId;

/// Milliseconds since 1970, then 21 random bits: ids grow with time and nobody can count them.
DeliveryId delivery_id_at(registry::Time now) {
  constexpr int random_bits = 21;
  return {(to_sql(now) << random_bits) | (random_id() & ((1 << random_bits) - 1))};
}

}  // namespace

constexpr std::string_view insert_delivery = R"(
  INSERT INTO webhook_deliveries
    (id, webhook_id, organisation_id, event, body, state, attempts, next_attempt_at, last_error,
     created_at)
  VALUES ($1, $2, $3, $4, $5, 1, 0, $6, '', $6)
  ON CONFLICT DO NOTHING)";

Delivery write_delivery(Connection& connection, WebhookId webhook, OrganisationId organisation,
                        std::string_view event, std::string_view body, registry::Time now) {
  Delivery made{.id = {},
                .webhook = webhook,
                .organisation = organisation,
                .event = std::string(event),
                .body = std::string(body),
                .next_attempt_at = now,
                .created_at = now};
  do {
    made.id = delivery_id_at(now);
  } while (execute(connection, insert_delivery, made.id, webhook, organisation, event, body, now) ==
           0);
  return made;
}

constexpr std::string_view select_listening = R"(
  SELECT id, events FROM webhooks WHERE organisation_id = $1 AND enabled = 1)";

std::size_t write_to_outbox(Connection& connection, OrganisationId organisation,
                            std::string_view event, std::string_view body, registry::Time now) {
  std::vector<WebhookId> wanting;
  {
    auto rows = query(connection, select_listening, organisation);
    while (rows.next()) {
      const auto events = texts_from(rows.view(1));
      if (std::ranges::find(events, event) != events.end())
        wanting.push_back(rows.id<WebhookId>(0));
    }
  }
  for (const auto webhook : wanting) {
    write_delivery(connection, webhook, organisation, event, body, now);
  }
  return wanting.size();
}

}  // namespace muster::storage
