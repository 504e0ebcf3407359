#pragma once
// The outbox of the webhooks: what is to be told is written with the change that it tells of.

#include <string_view>

#include "registry/webhook.h"
#include "storage/sql.h"

namespace muster::storage {

/// A message for each of the organisation's webhooks that is on and wants the event; returns how
/// many. Part of the transaction of `connection`.
std::size_t write_to_outbox(Connection& connection, registry::OrganisationId organisation,
                            std::string_view event, std::string_view body, registry::Time now);

/// A message for this webhook.
registry::Delivery write_delivery(Connection& connection, registry::WebhookId webhook,
                                  registry::OrganisationId organisation, std::string_view event,
                                  std::string_view body, registry::Time now);

}  // namespace muster::storage
