#pragma once
// What a token may do, as a request asks for it: a role, scopes and an end.

#include "api/json_input.h"
#include "registry/role.h"
#include "registry/scope.h"

namespace muster::api {

/// The field `role`; without it, the role of this kind that may do everything.
registry::Role read_role(ObjectReader& input, registry::OrganisationKind kind);

/// The field `scopes`, an array of names; without it, all that `most` has. Whoever makes a token
/// cannot give it a scope that they do not have.
registry::Scopes read_scopes(ObjectReader& input, registry::Scopes most, InputErrors& errors);

/// The field `expires_at`, which must be in the future; nullopt where it is left out.
std::optional<registry::Time> read_expiry(ObjectReader& input, registry::Time now,
                                          InputErrors& errors);

}  // namespace muster::api
