// /device-authorizations/{user_code}: a person who has signed in lets a command line in.

#include <boost/json.hpp>

#include "api/attempt_counter.h"
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

std::int64_t key_of(const Caller& caller) {
  return caller.person ? caller.person.value : caller.token.value;
}

/// The code of the path, if it waits to be decided on. Codes are short, so attempts are counted.
DeviceAuthorization find_waiting(Services& services, AttemptCounter& attempts, const Call& call) {
  const auto now = services.clock.now();
  const auto caller = key_of(call.caller());
  attempts.check(caller, now);
  const auto code = security::user_code_from(call.path_parameter("user_code"));
  auto found = code ? services.device_authorizations.find_by_user_code(*code) : std::nullopt;
  if (!found || !found->is_waiting(now)) {
    attempts.failed(caller, now);
    throw Refusal(ProblemCode::not_found,
                  "No command line waits with this code. It lasts 15 minutes and works once.");
  }
  attempts.succeeded(caller);
  return std::move(*found);
}

json::object to_json(const DeviceAuthorization& authorization) {
  json::object object;
  object["user_code"] = security::shown_user_code(authorization.user_code);
  object["client_name"] = authorization.client_name;
  object["scopes"] = scopes_to_json(authorization.scopes);
  object["address"] = text_or_null(authorization.address);
  object["created_at"] = api::to_json(authorization.created_at);
  object["expires_at"] = api::to_json(authorization.expires_at);
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

http::Response approve(Services& services, AttemptCounter& attempts, const Call& call) {
  auto found = find_waiting(services, attempts, call);
  const auto& caller = call.caller();
  if (!caller.session) {
    throw Refusal(
        ProblemCode::forbidden,
        "Somebody who signed in with a browser lets a command line in; a token does not.");
  }
  found.scopes = granted_scopes(call, found);
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
  return json_response(to_json(found));
}

http::Response deny(Services& services, AttemptCounter& attempts, const Call& call) {
  expect_no_input(call.request);
  const auto found = find_waiting(services, attempts, call);
  if (!services.device_authorizations.deny(found.user_code)) refuse_decided();
  record(services, call,
         {.action = "device_authorization.denied", .subject_name = found.client_name});
  return json_response(to_json(found));
}

}  // namespace

void add_device_authorizations(Operations& operations) {
  auto& services = operations.services();
  const auto attempts = std::make_shared<AttemptCounter>();
  const std::string one = "/api/v1/device-authorizations/{user_code}";
  operations.add("GET", one, "get_device_authorization", Action::own_account, {},
                 [&services, attempts](const Call& call) {
                   return json_response(to_json(find_waiting(services, *attempts, call)));
                 });
  operations.add("POST", one + "/approve", "approve_device_authorization", Action::own_account,
                 {.body = BodyKind::json}, [&services, attempts](const Call& call) {
                   return approve(services, *attempts, call);
                 });
  operations.add("POST", one + "/deny", "deny_device_authorization", Action::own_account,
                 {.body = BodyKind::json}, [&services, attempts](const Call& call) {
                   return deny(services, *attempts, call);
                 });
}

}  // namespace muster::api::v1
