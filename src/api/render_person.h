#pragma once
// People, their memberships, sessions and links in JSON. Never with a secret.

#include <boost/json/fwd.hpp>

#include "api/services.h"
#include "registry/one_time_link.h"
#include "registry/person.h"
#include "registry/session.h"

namespace muster::api {

boost::json::object to_json(const registry::Person& person);
boost::json::object to_json(const registry::Membership& membership);
boost::json::object to_json(const registry::Member& member);
boost::json::object to_json(const registry::OneTimeLink& link);
/// `current`: whether it is the one that asks.
boost::json::object to_json(const registry::Session& session, bool current);

/// Who is signed in, for which organisation, and for which others they could act.
boost::json::object signed_in_to_json(Services& services, const registry::Person& person,
                                      registry::OrganisationId acts_for);

}  // namespace muster::api
