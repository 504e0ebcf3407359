#include "api/session_cookie.h"

#include <fmt/format.h>

#include "api/problems.h"
#include "security/cookie.h"

namespace muster::api {
namespace {

constexpr std::string_view cookie_name = "muster_session";

security::CookieSettings settings(const Services& services, const http::Request& request) {
  return {.tls = is_secure(services, request),
          .same_site = security::SameSite::strict,
          .max_age = std::chrono::duration_cast<std::chrono::seconds>(registry::session_lasts)};
}

/// `https://muster.example` of what the request went to.
std::string own_origin(const Services& services, const http::Request& request) {
  return fmt::format("{}://{}", is_secure(services, request) ? "https" : "http",
                     request.headers.get("Host").value_or(""));
}

bool is_own(const Services& services, const http::Request& request, std::string_view origin) {
  return origin == own_origin(services, request) || origin == services.public_url;
}

}  // namespace

bool is_secure(const Services& services, const http::Request& request) {
  return request.secure || services.public_url.starts_with("https://");
}

std::optional<std::string_view> session_secret(const Services& services,
                                               const http::Request& request) {
  const auto header = request.headers.get("Cookie");
  if (!header) return std::nullopt;
  const auto found = security::own_cookie_value(
      *header, security::cookie_name(cookie_name, is_secure(services, request)));
  return found.value_or(std::nullopt);
}

void set_session_cookie(const Services& services, const http::Request& request,
                        http::Response& response, std::string_view secret) {
  response.headers.add("Set-Cookie",
                       security::set_cookie(cookie_name, secret, settings(services, request)));
}

void clear_session_cookie(const Services& services, const http::Request& request,
                          http::Response& response) {
  response.headers.add("Set-Cookie",
                       security::clear_cookie(cookie_name, settings(services, request)));
}

void require_same_origin(const Services& services, const http::Request& request) {
  if (request.method == "GET" || request.method == "HEAD") return;
  if (const auto origin = request.headers.get("Origin")) {
    if (is_own(services, request, *origin)) return;
  } else if (request.headers.get("Sec-Fetch-Site") == "same-origin") {
    return;
  }
  throw Refusal(ProblemCode::forbidden,
                "A request of somebody who signed in has to come from a page of this server: its "
                "Origin is missing, or another. Programs use an API token instead.");
}

void refuse_other_origin(const Services& services, const http::Request& request) {
  const auto origin = request.headers.get("Origin");
  if (origin && !is_own(services, request, *origin)) {
    throw Refusal(ProblemCode::forbidden, "The request comes from a page of another site.");
  }
}

}  // namespace muster::api
