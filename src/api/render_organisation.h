#pragma once
// Organisations, relationships, tokens and customers in JSON.

#include <boost/json/fwd.hpp>
#include <optional>

#include "registry/api_client.h"
#include "registry/device.h"
#include "registry/organisation.h"
#include "registry/relationship.h"
#include "registry/scope.h"
#include "registry/token.h"

namespace muster::api {

boost::json::object to_json(const registry::Organisation& organisation);
boost::json::object to_json(const registry::OrganisationSettings& settings);
boost::json::object to_json(const registry::Relationship& relationship);
boost::json::object to_json(const registry::Token& token);       ///< without its text
boost::json::object to_json(const registry::ApiClient& client);  ///< without its secret
boost::json::object to_json(const registry::DeviceCounts& counts);
boost::json::array scopes_to_json(registry::Scopes scopes);

/// `delegated` is the caller's right as a partner, nullopt for others; `counts` are left out for
/// whoever may not see them.
boost::json::object customer_to_json(const registry::Organisation& customer,
                                     std::optional<bool> delegated,
                                     const std::optional<registry::DeviceCounts>& counts);

}  // namespace muster::api
