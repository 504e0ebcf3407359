#include "api/oidc/browser_cookie.h"

#include "api/session_cookie.h"
#include "security/cookie.h"

namespace muster::api::oidc {
namespace {

constexpr std::string_view name = "muster_sign_in";

security::CookieSettings settings(const Services& services, const http::Request& request) {
  return {.tls = is_secure(services, request),
          .same_site = security::SameSite::lax,
          .max_age =
              std::chrono::duration_cast<std::chrono::seconds>(registry::provider_sign_in_lasts)};
}

}  // namespace

std::optional<std::string_view> browser_cookie(const Services& services,
                                               const http::Request& request) {
  const auto header = request.headers.get("Cookie");
  if (!header) return std::nullopt;
  return security::own_cookie_value(*header,
                                    security::cookie_name(name, is_secure(services, request)))
      .value_or(std::nullopt);
}

void set_browser_cookie(const Services& services, const http::Request& request,
                        http::Response& response, std::string_view value) {
  response.headers.add("Set-Cookie",
                       security::set_cookie(name, value, settings(services, request)));
}

void clear_browser_cookie(const Services& services, const http::Request& request,
                          http::Response& response) {
  response.headers.add("Set-Cookie", security::clear_cookie(name, settings(services, request)));
}

}  // namespace muster::api::oidc
