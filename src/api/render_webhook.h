#pragma once
// Webhooks and their deliveries in JSON.

#include <boost/json/fwd.hpp>

#include "registry/webhook.h"

namespace muster::api {

boost::json::object to_json(const registry::Webhook& webhook, registry::Time now);  ///< no secret
boost::json::object to_json(const registry::Delivery& delivery);

}  // namespace muster::api
