// /device-authorizations/{user_code}: a person who has signed in lets a command line in.

#include <boost/json.hpp>

#include "api/attempt.h"
#include "api/json_input.h"
#include "api/problems.h"
#include "api/render.h"
#include "api/render_organisation.h"
#include "api/role_input.h"
#include "api/v1/resources.h"
#include "security/user_code.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::Caller;
using registry::DeviceAuthorization;

std::string guesser(const Caller& caller) {
  return "user_code:" + (caller.person ? caller.person.text() : caller.token.text());
}

/// The code of the path, if it waits to be decided on. Codes are short, so attempts are counted.
DeviceAuthorization find_waiting(Services& services, const Call& call) {
  Attempt attempt(services, guesser(call.caller()));
  attempt.begin();
  const auto code = security::user_code_from(call.path_parameter("user_code"));
  auto found = code ? services.device_authorizations.find_by_user_code(*code) : std::nullopt;
  if (!found || !found->is_waiting(services.clock.now())) {
    throw Refusal(ProblemCode::not_found,
                  "No command line waits with this code. It lasts 15 minutes and works once.");
  }
  attempt.succeeded();
  return std::move(*found);
}

json::object authorization_to_json(const DeviceAuthorization& authorization) {
  json::object object;
  object["user_code"] = security::shown_user_code(authorization.user_code);
  object["client_name"] = authorization.client_name;
  object["scopes"] = scopes_to_json(authorization.scopes);
  object["address"] = text_or_null(authorization.address);
  object["created_at"] = to_json(authorization.created_at);
  object["expires_at"] = to_json(authorization.expires_at);
  return object;
}

[[noreturn]] void refuse_decided() {
  throw Refusal(ProblemCode::conflict, "The code was answered in the meantime, or has expired.");
}

/// What it asked for and the approver has; fewer, if the approver says so.
registry::Scopes granted_scopes(const Call& call, const DeviceAuthorization& authorization) {
  const auto most = authorization.scopes & call.caller().scopes;
  if (call.request.body.empty()) return most;
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto scopes = read_scopes(input, most, errors);
  input.finish();
  errors.refuse_if_any();
  return scopes;
}

http::Response approve(Services& services, const Call& call) {
  auto found = find_waiting(services, call);
  const auto& caller = call.caller();
  if (!caller.session) {
    throw Refusal(
        ProblemCode::forbidden,
        "Somebody who signed in with a browser lets a command line in; a token does not.");
  }
  found.scopes = granted_scopes(call, found);
  services.in_one_step([&] {
    if (!services.device_authorizations.approve(found.user_code,
                                                {.person = caller.person,
                                                 .organisation = caller.organisation.id,
                                                 .scopes = found.scopes})) {
      refuse_decided();
    }
    record(services, call,
           {.action = "device_authorization.approved",
            .subject_name = found.client_name,
            .after = json::serialize(json::object{{"scopes", scopes_to_json(found.scopes)}})});
  });
  return json_response(authorization_to_json(found));
}

http::Response deny(Services& services, const Call& call) {
  expect_no_input(call.request);
  const auto found = find_waiting(services, call);
  services.in_one_step([&] {
    if (!services.device_authorizations.deny(found.user_code)) refuse_decided();
    record(services, call,
           {.action = "device_authorization.denied", .subject_name = found.client_name});
  });
  return json_response(authorization_to_json(found));
}

}  // namespace

// A guess counts even though it is refused: it is not part of a step that is undone then.
void add_device_authorizations(Operations& operations) {
  auto& services = operations.services();
  const OperationOptions guessed{.body = BodyKind::json, .one_step = false};
  const std::string one = "/api/v1/device-authorizations/{user_code}";
  operations.add("GET", one, "get_device_authorization", Action::own_account, {},
                 [&services](const Call& call) {
                   return json_response(authorization_to_json(find_waiting(services, call)));
                 });
  operations.add("POST", one + "/approve", "approve_device_authorization", Action::own_account,
                 guessed, [&services](const Call& call) { return approve(services, call); });
  operations.add("POST", one + "/deny", "deny_device_authorization", Action::own_account, guessed,
                 [&services](const Call& call) { return deny(services, call); });
}

}  // namespace muster::api::v1
