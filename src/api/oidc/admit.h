#pragma once
// From what a provider says of somebody to a person of ours, in the organisations that the
// provider's rules give them.

#include "api/services.h"
#include "http/message.h"
#include "registry/identity_provider.h"
#include "registry/person.h"
#include "security/jwt.h"

namespace muster::api::oidc {

/// The person, found or made, with memberships as the rules have them now: what the provider gave
/// before and no longer gives is taken away, what somebody was invited to stays. Throws
/// FailedSignIn `not_mapped` for somebody who then belongs nowhere, `no_email`, `email_in_use`.
/// Everything is in the audit log.
registry::Person admit(Services& services, const http::Request& request,
                       const registry::IdentityProvider& provider, const security::IdToken& token);

}  // namespace muster::api::oidc
