#include "api/link_address.h"

#include <fmt/format.h>

#include "api/session_cookie.h"

namespace muster::api {

std::string portal_address(const Services& services, const http::Request& request,
                           std::string_view page) {
  auto address = services.public_url;
  if (address.empty()) {
    address = fmt::format("{}://{}", is_secure(services, request) ? "https" : "http",
                          request.headers.get("Host").value_or("localhost"));
  }
  return fmt::format("{}/{}", address, page);
}

std::string link_address(const Services& services, const http::Request& request,
                         std::string_view page, std::string_view secret) {
  return fmt::format("{}#{}", portal_address(services, request, page), secret);
}

std::optional<std::string_view> secret_in_link(std::string_view text, security::SecretKind kind) {
  if (const auto fragment = text.find('#'); fragment != std::string_view::npos) {
    text.remove_prefix(fragment + 1);
  }
  return security::has_secret_form(kind, text) ? std::optional(text) : std::nullopt;
}

}  // namespace muster::api
