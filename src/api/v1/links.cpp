// What one-time links are for: joining an organisation, setting a password anew, setting up a fresh
// server. Each is open to whoever holds the link.

#include <boost/json.hpp>

#include "api/json_input.h"
#include "api/link_address.h"
#include "api/link_call.h"
#include "api/password_input.h"
#include "api/person_call.h"
#include "api/problems.h"
#include "api/render.h"
#include "api/render_organisation.h"
#include "api/render_person.h"
#include "api/session_cookie.h"
#include "api/sign_in.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::LinkPurpose;
using registry::OneTimeLink;
using registry::Organisation;
using registry::Person;

Organisation organisation_of(Services& services, const OneTimeLink& link) {
  auto found = services.organisations.find(link.organisation);
  if (!found) throw not_found("organisation");
  return std::move(*found);
}

std::string link_in(ObjectReader& input) { return input.text("link", link_text); }

// --- invitations

http::Response open_invitation(Services& services, const http::Request& request) {
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto text = link_in(input);
  input.finish();
  errors.refuse_if_any();
  const auto link = good_link(services, text, LinkPurpose::invitation);
  json::object answer = to_json(link);
  answer["organisation"] = to_json(organisation_of(services, link));
  answer["has_account"] = services.people.find_by_email(link.email).has_value();
  return json_response(answer);
}

void join(Services& services, const http::Request& request, const OneTimeLink& link,
          const Person& person, const Organisation& organisation) {
  take_link(services, link);
  if (!services.people.join(person.id, organisation.id, *link.role)) {
    throw Refusal(ProblemCode::conflict, "You belong to this organisation already.");
  }
  services.audit.append(cause_of(request, person, organisation),
                        {.organisation = organisation.id,
                         .action = "person.joined",
                         .subject = person.id.text(),
                         .subject_name = person.name,
                         .after = json::serialize(json::object{{"role", to_string(*link.role)}})});
}

/// Makes an account for somebody who has none.
http::Response join_by_invitation(Services& services, const http::Request& request) {
  refuse_other_origin(services, request);
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto text = link_in(input);
  errors.refuse_if_any();
  const auto link = good_link(services, text, LinkPurpose::invitation);
  const auto account = read_account(input, errors, link.email);
  input.finish();
  errors.refuse_if_any();

  const auto organisation = organisation_of(services, link);
  auto kept = services.passwords.hash(account.password);
  Person person;
  services.in_one_step([&] {
    person = make_account(services, account, std::move(kept));
    join(services, request, link, person, organisation);
  });
  auto response = json_response(signed_in_to_json(services, person, organisation.id), 201);
  begin_session(services, request, response, person, organisation.id);
  return response;
}

/// Joins with the account of whoever is signed in; it has to be the one that was invited.
http::Response accept_invitation(Services& services, Authentication& authentication,
                                 const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto text = link_in(input);
  input.finish();
  errors.refuse_if_any();
  const auto person = the_person(services, call);
  const auto link = good_link(services, text, LinkPurpose::invitation);
  const auto invited = services.people.find_by_email(link.email);
  if (!invited || invited->id != person.id) {
    throw Refusal(ProblemCode::forbidden,
                  "The invitation is for another e-mail address than that of your account. Sign in "
                  "with that one, or ask for an invitation of this one.");
  }
  const auto organisation = organisation_of(services, link);
  join(services, call.request, link, person, organisation);
  if (call.caller().session) services.sessions.act_for(call.caller().session, organisation.id);
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
  return json_response(signed_in_to_json(services, person, organisation.id));
}

// --- a password anew

http::Response reset_password(Services& services, Authentication& authentication,
                              const http::Request& request) {
  refuse_other_origin(services, request);
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto text = link_in(input);
  const auto chosen = input.text("new_password", password_text);
  input.finish();
  errors.refuse_if_any();
  const auto link = good_link(services, text, LinkPurpose::password_reset);
  const auto person = services.people.find(link.person);
  if (!person) throw not_found("person");
  check_new_password(chosen, {person->email, person->name}, "/new_password", errors);
  errors.refuse_if_any();

  const auto organisation = organisation_of(services, link);
  auto kept = services.passwords.hash(chosen);
  services.in_one_step([&] {
    take_link(services, link);
    services.people.set_password(person->id, std::move(kept));
    services.sessions.end_all(person->id, {});
    services.audit.append(cause_of(request, *person, organisation),
                          {.organisation = organisation.id,
                           .action = "password.reset",
                           .subject = person->id.text(),
                           .subject_name = person->name});
  });
  authentication.forget();
  return http::Response::empty(204);
}

// --- a fresh server

http::Response set_up(Services& services, const http::Request& request) {
  refuse_other_origin(services, request);
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto text = link_in(input);
  const auto name = input.text("installation_name", name_text);
  const auto contact = input.text("support_contact", any_text);
  const auto account = read_account(input, errors);
  input.finish();
  errors.refuse_if_any();
  const auto link = good_link(services, text, LinkPurpose::set_up);

  const auto organisation = organisation_of(services, link);
  auto kept = services.passwords.hash(account.password);
  Person person;
  services.in_one_step([&] {
    take_link(services, link);
    person = make_account(services, account, std::move(kept));
    (void)services.people.join(person.id, organisation.id, registry::Role::operator_);
    services.installation.set_text({.name = name, .support_contact = contact});
    services.audit.append(cause_of(request, person, organisation), {.organisation = organisation.id,
                                                                    .action = "installation.set_up",
                                                                    .subject = person.id.text(),
                                                                    .subject_name = name});
  });
  if (services.support_contact->get().empty()) services.support_contact->set(contact);
  auto response = json_response(signed_in_to_json(services, person, organisation.id), 201);
  begin_session(services, request, response, person, organisation.id);
  return response;
}

http::Response get_installation(Services& services) {
  json::object answer;
  answer["name"] = text_or_null(services.installation.text().name);
  answer["support_contact"] = text_or_null(services.support_contact->get());
  answer["version"] = services.version;
  answer["is_set_up"] = services.people.has_operator();
  return json_response(answer);
}

}  // namespace

void add_links(Operations& operations) {
  auto& services = operations.services();
  const auto& authentication = operations.authentication();
  const std::string invitations = "/api/v1/invitations";
  operations.add_open(
      "POST", invitations + "/open", "open_invitation",
      [&services](http::Request& request) { return open_invitation(services, request); });
  operations.add_open(
      "POST", invitations + "/join", "join_by_invitation",
      [&services](http::Request& request) { return join_by_invitation(services, request); });
  operations.add("POST", invitations + "/accept", "accept_invitation", Action::own_account,
                 {.body = BodyKind::json}, [&services, authentication](const Call& call) {
                   return accept_invitation(services, *authentication, call);
                 });
  operations.add_open("POST", "/api/v1/password-reset", "reset_password",
                      [&services, authentication](http::Request& request) {
                        return reset_password(services, *authentication, request);
                      });
  operations.add_open("POST", "/api/v1/set-up", "set_up",
                      [&services](http::Request& request) { return set_up(services, request); });
  operations.add_open("GET", "/api/v1/installation", "get_installation",
                      [&services](http::Request&) { return get_installation(services); });
}

}  // namespace muster::api::v1
