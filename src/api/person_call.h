#pragma once
// What the operations on one's own account share: they are for people who signed in.

#include "api/operations.h"
#include "registry/person.h"

namespace muster::api {

/// Who asks: the operations of Action::own_account are for people alone.
registry::Person the_person(Services& services, const Call& call);

/// The session with which they ask. Throws Refusal `forbidden` for a token.
registry::SessionId the_session(const Call& call);

/// Adds to the audit log of the organisation for which the person acts; somebody without one has no
/// log.
void record_own(Services& services, const Call& call, registry::Change change);

}  // namespace muster::api
