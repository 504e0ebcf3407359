#pragma once
// What the operations on relationships share: refusals, and entries in the audit logs of both
// sides.

#include <string>
#include <string_view>

#include "api/operations.h"
#include "registry/relationship.h"

namespace muster::api {

/// Throws Refusal: `not_found`, or `conflict` with what stands in the way.
[[noreturn]] void refuse(registry::RelationshipError error);

/// Adds to the logs of the partner and, where there is one, of the customer, and tells their
/// webhooks. `before` is what it was; null for a new one.
void record_relationship(Services& services, const Call& call,
                         const registry::Relationship& relationship, std::string_view action,
                         const registry::Relationship* before = nullptr);

/// The same for somebody without a credential. True: the outbox has to be looked at once the step
/// is durable.
bool record_relationship(Services& services, const registry::Cause& cause,
                         const registry::Relationship& relationship, std::string_view action,
                         const registry::Relationship* before = nullptr);

}  // namespace muster::api
