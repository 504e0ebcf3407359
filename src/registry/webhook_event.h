#pragma once
// What webhooks tell, as Standard Webhooks asks for it (github.com/standard-webhooks): a type, a
// time, and data that names things by their IDs. Names, serial numbers and the like stay here:
// whoever receives the message asks the API for them.

#include <array>
#include <string>
#include <string_view>

#include "registry/batch.h"
#include "registry/relationship.h"
#include "registry/time.h"

namespace muster::registry {

namespace webhook_event {
inline constexpr std::string_view batch_finished = "batch.finished";
inline constexpr std::string_view device_state_changed = "device.state_changed";
inline constexpr std::string_view relationship_changed = "relationship.changed";
inline constexpr std::string_view test = "webhook.test";  ///< on request only
}  // namespace webhook_event

/// Those that a webhook can ask for.
constexpr std::array<std::string_view, 3> webhook_events = {webhook_event::batch_finished,
                                                            webhook_event::device_state_changed,
                                                            webhook_event::relationship_changed};

/// The bodies of the messages: JSON. A batch is finished or cancelled.
std::string batch_finished_body(const Batch& batch, Time now);
/// `state` is `removed` or `enrolled`.
std::string device_state_changed_body(OrganisationId customer, std::string_view device,
                                      std::string_view state, Time now);
/// `change` is what became of it, such as `accepted`.
std::string relationship_changed_body(const Relationship& relationship, std::string_view change,
                                      Time now);
std::string test_body(WebhookId webhook, Time now);

}  // namespace muster::registry
