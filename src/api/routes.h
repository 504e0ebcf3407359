#pragma once
// Every route of the API.

#include "api/services.h"
#include "http/router.h"

namespace muster::api {

/// /api/v1, /api/openapi.yaml and /api/docs. `services` must outlive the router.
void add_routes(http::Router& router, Services& services);

}  // namespace muster::api
