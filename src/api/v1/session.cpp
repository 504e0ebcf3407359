// /session: signing in and out, and for which organisation somebody acts. /sessions: all of theirs.

#include <boost/json.hpp>

#include "api/json_input.h"
#include "api/password_input.h"
#include "api/person_call.h"
#include "api/problems.h"
#include "api/render.h"
#include "api/render_person.h"
#include "api/session_cookie.h"
#include "api/sign_in.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::OrganisationId;
using registry::SessionId;

constexpr TextRule second_factor_text = {.min = 1, .max = 64};
constexpr TextRule session_organisation_text = {.min = 1, .max = 64};

http::Response sign_in(Services& services, const http::Request& request) {
  refuse_other_origin(services, request);
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto email = input.text("email", email_text);
  const auto password = input.text("password", password_text);
  const auto code = input.optional_text("code", second_factor_text);
  input.finish();
  errors.refuse_if_any();

  const auto person = check_sign_in(services, request, email, password, code);
  const auto memberships = services.people.memberships(person.id);
  const auto acts_for =
      memberships.empty() ? OrganisationId{} : memberships.front().organisation.id;
  auto response = json_response(signed_in_to_json(services, person, acts_for));
  begin_session(services, request, response, person, acts_for);
  return response;
}

http::Response get_session(Services& services, const Call& call) {
  return json_response(
      signed_in_to_json(services, the_person(services, call), call.caller().organisation.id));
}

http::Response switch_organisation(Services& services, Authentication& authentication,
                                   const Call& call) {
  const auto person = the_person(services, call);
  const auto session = the_session(call);
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto text = input.text("organisation_id", session_organisation_text);
  input.finish();
  errors.refuse_if_any();
  const auto id = OrganisationId::parse(text);
  if (!id || !services.people.role_in(person.id, *id)) throw not_found("organisation");
  services.sessions.act_for(session, *id);
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
  return json_response(signed_in_to_json(services, person, *id));
}

http::Response sign_out(Services& services, Authentication& authentication, const Call& call) {
  services.sessions.end(call.caller().person, the_session(call));
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
  auto response = http::Response::empty(204);
  clear_session_cookie(services, call.request, response);
  return response;
}

http::Response list_sessions(Services& services, const Call& call) {
  const auto person = the_person(services, call);
  json::array items;
  for (const auto& session : services.sessions.list(person.id)) {
    items.push_back(to_json(session, session.id == call.caller().session));
  }
  return json_response(page(std::move(items), ""));
}

http::Response end_session(Services& services, Authentication& authentication, const Call& call) {
  const auto person = the_person(services, call);
  const auto id = call.id<SessionId>("session_id", "session");
  if (!services.sessions.end(person.id, id)) throw not_found("session");
  record_own(services, call, {.action = "session.ended", .subject = id.text()});
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
  return http::Response::empty(204);
}

}  // namespace

void add_session(Operations& operations) {
  auto& services = operations.services();
  const auto& authentication = operations.authentication();
  operations.add_open("POST", "/api/v1/session", "sign_in",
                      [&services](http::Request& request) { return sign_in(services, request); });
  operations.add("GET", "/api/v1/session", "get_session", Action::own_account, {},
                 [&services](const Call& call) { return get_session(services, call); });
  operations.add("PATCH", "/api/v1/session", "switch_organisation", Action::own_account,
                 {.body = BodyKind::json}, [&services, authentication](const Call& call) {
                   return switch_organisation(services, *authentication, call);
                 });
  operations.add("DELETE", "/api/v1/session", "sign_out", Action::own_account, {},
                 [&services, authentication](const Call& call) {
                   return sign_out(services, *authentication, call);
                 });
  operations.add("GET", "/api/v1/sessions", "list_sessions", Action::own_account, {},
                 [&services](const Call& call) { return list_sessions(services, call); });
  operations.add("DELETE", "/api/v1/sessions/{session_id}", "end_session", Action::own_account, {},
                 [&services, authentication](const Call& call) {
                   return end_session(services, *authentication, call);
                 });
}

}  // namespace muster::api::v1
