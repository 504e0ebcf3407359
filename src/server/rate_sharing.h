#pragma once
// Limits of requests that hold for all servers of one database together (docs/scale.md).

#include <memory>
#include <string>
#include <string_view>

#include "http/rate_limits.h"
#include "server/configuration.h"

namespace muster::server {

/// Whether there may be other servers, and limits to share with them.
bool shares_rates(const Configuration& configuration);

/// As safe to tell as what the database keeps of a token: part of its SHA-256.
std::string name_of_token(std::string_view credential);

/// Until the handle is dropped; `limits` outlives it.
std::shared_ptr<void> share_rates(const Configuration& configuration, http::RateLimits& limits);

}  // namespace muster::server
