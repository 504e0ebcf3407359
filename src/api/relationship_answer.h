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

/// Adds to the logs of the partner and, where there is one, of the customer. `before` is what it
/// was; null for a new one.
void record_relationship(Services& services, const Call& call,
                         const registry::Relationship& relationship, std::string_view action,
                         const registry::Relationship* before = nullptr);

}  // namespace muster::api
