// POST /oauth2/device_authorization: a command line asks for a code that a person then approves
// (RFC 8628, 3.1).

#include <boost/json.hpp>

#include "api/link_address.h"
#include "api/oauth2/device_grant.h"
#include "api/oauth2/endpoints.h"
#include "api/oauth2/form_request.h"
#include "api/oauth2/oauth_error.h"
#include "api/problems.h"
#include "api/text_rule.h"
#include "security/secret.h"
#include "security/user_code.h"

namespace muster::api::oauth2 {
namespace {

namespace json = boost::json;
using registry::DeviceAuthorization;
using Made = registry::DeviceAuthorizations::Made;

std::string device_name(const security::FormBody& form) {
  const auto name = form["device_name"];
  if (name.empty()) return "muster";
  if (check_text(name, token_name)) {
    throw OAuthError(ErrorCode::invalid_request,
                     "device_name must be 1 to 128 characters without control characters.");
  }
  return std::string(name);
}

/// Keeps it under a user code that no other has.
void keep(Services& services, DeviceAuthorization& authorization, const security::Digest& hash) {
  for (;;) {
    authorization.user_code = security::make_user_code(services.random);
    switch (services.device_authorizations.create(authorization, hash)) {
      case Made::yes:
        return;
      case Made::code_in_use:
        break;
      case Made::too_many: {
        auto refused = problem(ProblemCode::too_many_requests,
                               "Too many codes wait to be approved. They last 15 minutes.");
        refused.headers.set("Retry-After", "60");
        throw Refusal(std::move(refused));
      }
    }
  }
}

http::Response authorize_device(Services& services, const http::Request& request,
                                const security::FormBody& form) {
  check_public_client(form);
  const auto now = services.clock.now();
  DeviceAuthorization authorization{.user_code = {},
                                    .client_name = device_name(form),
                                    .scopes = requested_scopes(form, registry::Scopes::all()),
                                    .address = request.client_address,
                                    .created_at = now,
                                    .expires_at = now + registry::device_code_lasts};
  const auto code = security::make_secret(security::SecretKind::device_code, services.random);
  keep(services, authorization, code.hash);

  using std::chrono::seconds;
  const auto shown = security::shown_user_code(authorization.user_code);
  auto response = json_response(
      {{"device_code", code.text},
       {"user_code", shown},
       {"verification_uri", portal_address(services, request, "device")},
       {"verification_uri_complete", link_address(services, request, "device", shown)},
       {"expires_in", std::chrono::duration_cast<seconds>(registry::device_code_lasts).count()},
       {"interval", authorization.interval.count()}});
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

void add_device_authorization(Operations& operations) {
  auto& services = operations.services();
  add_form_endpoint(operations, "/oauth2/device_authorization", "authorize_device",
                    [&services](const http::Request& request, const security::FormBody& form) {
                      return authorize_device(services, request, form);
                    });
}

}  // namespace muster::api::oauth2
