#include "api/oauth2/form_request.h"

#include <fmt/format.h>

#include "api/media_type.h"
#include "api/oauth2/oauth_error.h"
#include "security/basic_credentials.h"
#include "security/constant_time.h"
#include "security/secret.h"

namespace muster::api::oauth2 {
namespace {

using registry::ClientId;
using registry::Scopes;
using security::BasicCredentials;
using security::FormBody;

FormBody read_form(const http::Request& request) {
  if (content_type_of(request) != "application/x-www-form-urlencoded") {
    throw OAuthError(ErrorCode::invalid_request,
                     "The body must be a form: application/x-www-form-urlencoded.");
  }
  auto form = FormBody::parse(request.body);
  if (form) return std::move(*form);
  throw OAuthError(ErrorCode::invalid_request,
                   form.error() == security::FormError::duplicate
                       ? "The form has a parameter twice."
                       : "The form cannot be read: it is malformed, too large, or not UTF-8.");
}

BasicCredentials credentials_of(const http::Request& request, const FormBody& form) {
  const auto header = request.headers.get("Authorization");
  if (!header) {
    return {.user = std::string(form["client_id"]), .password = std::string(form["client_secret"])};
  }
  auto found = security::client_credentials(*header);
  if (!found) {
    throw OAuthError(ErrorCode::invalid_client,
                     "The Authorization header must be Basic, with the client's id and secret.");
  }
  if (form.find("client_secret") != nullptr) {
    throw OAuthError(ErrorCode::invalid_request,
                     "Send the client's secret in the header or in the form, not in both.");
  }
  if (!form["client_id"].empty() && form["client_id"] != found->user) {
    throw OAuthError(ErrorCode::invalid_request, "The header and the form name different clients.");
  }
  return std::move(*found);
}

std::string_view as_text(const std::array<std::uint8_t, 32>& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace

void add_form_endpoint(Operations& operations, std::string path, std::string operation,
                       FormHandler handler) {
  operations.add_open("POST", std::move(path), std::move(operation),
                      [handler = std::move(handler)](http::Request& request) {
                        try {
                          return handler(request, read_form(request));
                        } catch (const OAuthError& error) {
                          return to_response(error);
                        }
                      });
}

registry::ApiClient authenticate_client(Services& services, const http::Request& request,
                                        const FormBody& form) {
  const auto given = credentials_of(request, form);
  // The same work for every client that there is or is not: one look-up, one comparison.
  const auto found = services.clients.find(ClientId::parse(given.user).value_or(ClientId{}));
  const auto kept = found ? found->secret : registry::ClientSecretHash{};
  const bool right = security::equal_in_constant_time(
      as_text(security::hash_of_secret(given.password)), as_text(kept));
  if (!found || !right || !found->client.is_good(services.clock.now())) {
    throw OAuthError(ErrorCode::invalid_client,
                     "The client is unknown, expired or revoked, or its secret is another.");
  }
  return found->client;
}

Scopes requested_scopes(const FormBody& form, Scopes most) {
  auto rest = form["scope"];
  if (rest.empty()) return most;
  Scopes scopes;
  while (!rest.empty()) {
    const auto name = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    const auto scope = registry::scope_from(name);
    if (!scope || !most.contains(*scope)) {
      throw OAuthError(ErrorCode::invalid_scope,
                       fmt::format("A scope is unknown or not granted. There are: {}.",
                                   registry::to_string(most)));
    }
    scopes.add(*scope);
  }
  return scopes;
}

}  // namespace muster::api::oauth2
