#pragma once
// Telling webhooks of what a request changed.

#include <string_view>

#include "api/operations.h"
#include "registry/webhook_event.h"

namespace muster::api {

/// Writes the message for the organisation's webhooks into the outbox, as part of the handler's
/// step; it is sent once the step is durable.
void announce(Services& services, const Call& call, registry::OrganisationId organisation,
              std::string_view event, std::string_view body);

/// Sees to it that the outbox is looked at once the handler's step is durable.
void send_afterwards(Services& services, const Call& call);

}  // namespace muster::api
