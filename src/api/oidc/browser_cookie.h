#pragma once
// The cookie by which a browser that comes back from a provider is known to be the one that left.
// It is `Lax`, for the provider's page is what leads back.

#include <optional>
#include <string_view>

#include "api/services.h"
#include "http/message.h"

namespace muster::api::oidc {

/// nullopt when there is none, or more than one.
std::optional<std::string_view> browser_cookie(const Services& services,
                                               const http::Request& request);
void set_browser_cookie(const Services& services, const http::Request& request,
                        http::Response& response, std::string_view value);
void clear_browser_cookie(const Services& services, const http::Request& request,
                          http::Response& response);

}  // namespace muster::api::oidc
