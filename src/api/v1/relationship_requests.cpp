// /relationship-requests: a partner asks; whoever holds the link answers for a customer.

#include <fmt/format.h>

#include <boost/json.hpp>

#include "api/announce.h"
#include "api/json_input.h"
#include "api/link_address.h"
#include "api/link_call.h"
#include "api/person_call.h"
#include "api/problems.h"
#include "api/relationship_answer.h"
#include "api/render.h"
#include "api/render_organisation.h"
#include "api/render_person.h"
#include "api/session_cookie.h"
#include "api/sign_in.h"
#include "api/v1/resources.h"
#include "security/secret.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::Relationship;

/// What a customer grants, in plain words: the words of the request and of the page that answers
/// it.
std::vector<std::string_view> grants(bool delegated_administration) {
  if (!delegated_administration) return {"See that your organisation exists, and its name."};
  return {"See that your organisation exists, and its name.",
          "Register devices for your organisation, and see the devices that it registered.",
          "Set group tags and assigned users of these devices.",
          "Remove devices that it registered.",
          ("It cannot see other partners' devices unless you allow it, and it cannot see or change "
           "your people, settings or other partners.")};
}

json::array to_array(const std::vector<std::string_view>& texts) {
  json::array array;
  for (const auto text : texts) array.emplace_back(text);
  return array;
}

json::object email_for(const Relationship& relationship, const std::string& link) {
  std::string text = fmt::format(
      "Hello,\n\n{} asks you for a relationship in the device registration of your "
      "organisation. If you accept, it will be able to:\n\n",
      relationship.partner_name);
  for (const auto line : grants(relationship.delegated_administration)) {
    text += fmt::format("- {}\n", line);
  }
  text += fmt::format(
      "\nTo accept, narrow or decline, open this link as an administrator of your "
      "organisation:\n\n{}\n\nThe link works once, until {}. You can end the relationship at any "
      "time.\n",
      link, registry::to_text(*relationship.expires_at).substr(0, 10));
  return {{"subject", fmt::format("{} asks for a relationship", relationship.partner_name)},
          {"body", std::move(text)}};
}

http::Response request_relationship(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto delegated = input.optional_boolean("delegated_administration");
  input.finish();
  errors.refuse_if_any();

  const auto secret = security::make_secret(security::SecretKind::link, services.random);
  const auto made = services.relationships.request(
      call.caller().organisation.id, delegated.value_or(true), secret.hash, call.caller().name);
  record_relationship(services, call, made, "relationship.requested");
  const auto link = link_address(services, call.request, "relationship-request", secret.text);
  json::object answer;
  answer["relationship"] = to_json(made);
  answer["link"] = link;
  answer["email"] = email_for(made, link);
  return created(answer, "/api/v1/relationships/" + made.id.text());
}

/// The request whose link the body holds. Throws Refusal `not_found` for any other text.
Relationship find_by_link(Services& services, ObjectReader& input, InputErrors& errors) {
  const auto text = input.text("link", link_text);
  input.finish();
  errors.refuse_if_any();
  const auto secret = secret_in_link(text, security::SecretKind::link);
  auto found = secret ? services.relationships.find_by_link(security::hash_of_secret(*secret))
                      : std::nullopt;
  if (!found) {
    throw Refusal(ProblemCode::not_found,
                  "This link leads to no request. Ask the partner for a new one.");
  }
  return std::move(*found);
}

http::Response open_request(Services& services, const http::Request& request) {
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto found = find_by_link(services, input, errors);
  json::object answer;
  answer["relationship_id"] = found.id.text();
  answer["partner_name"] = found.partner_name;
  answer["requested_by"] = text_or_null(found.requested_by);
  answer["state"] = to_string(found.state);
  answer["delegated_administration"] = found.delegated_administration;
  answer["grants"] = to_array(grants(found.delegated_administration));
  answer["grants_without_delegated_administration"] = to_array(grants(false));
  answer["expires_at"] = time_or_null(found.expires_at);
  return json_response(answer);
}

http::Response accept_request(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto wanted = input.optional_boolean("delegated_administration");
  const auto found = find_by_link(services, input, errors);
  // A customer narrows what was asked for and never widens it.
  const bool delegated =
      found.delegated_administration && wanted.value_or(found.delegated_administration);
  const auto accepted =
      services.relationships.accept(found.id, call.caller().organisation.id, delegated);
  if (!accepted) refuse(accepted.error());
  record_relationship(services, call, *accepted, "relationship.accepted", &found);
  return json_response(to_json(*accepted));
}

/// What makes a customer organisation for somebody, and accepts for it.
registry::Organisation found_customer(Services& services, const http::Request& request,
                                      const registry::Person& person, const std::string& name,
                                      const Relationship& found, bool delegated) {
  auto organisation = services.organisations.create(registry::OrganisationKind::customer, name);
  if (!organisation) {
    throw Refusal(ProblemCode::conflict,
                  fmt::format("There is a customer with the name `{}` already.", name));
  }
  (void)services.people.join(person.id, organisation->id, registry::Role::administrator);
  const auto accepted = services.relationships.accept(found.id, organisation->id, delegated);
  if (!accepted) refuse(accepted.error());
  const auto cause = cause_of(request, person, *organisation);
  services.audit.append(cause, {.organisation = organisation->id,
                                .action = "organisation.created",
                                .subject = organisation->id.text(),
                                .subject_name = name});
  record_relationship(services, cause, *accepted, "relationship.accepted", &found);
  return std::move(*organisation);
}

/// Somebody without an account makes one, and their organisation, on the way.
http::Response join_by_request(Services& services, const http::Request& request) {
  refuse_other_origin(services, request);
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto name = input.text("organisation_name", name_text);
  const auto wanted = input.optional_boolean("delegated_administration");
  const auto account = read_account(input, errors);
  const auto found = find_by_link(services, input, errors);
  if (found.state != registry::RelationshipState::requested) {
    refuse(registry::RelationshipError::not_requested);
  }
  auto kept = services.passwords.hash(account.password);
  registry::Person person;
  registry::Organisation organisation;
  services.in_one_step([&] {
    person = make_account(services, account, std::move(kept));
    organisation = found_customer(services, request, person, name, found,
                                  found.delegated_administration && wanted.value_or(true));
  });
  services.signals.outbox_filled();
  auto response = json_response(signed_in_to_json(services, person, organisation.id), 201);
  begin_session(services, request, response, person, organisation.id);
  return response;
}

/// The same for somebody who has an account.
http::Response create_customer(Services& services, Authentication& authentication,
                               const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto name = input.text("organisation_name", name_text);
  const auto wanted = input.optional_boolean("delegated_administration");
  const auto found = find_by_link(services, input, errors);
  const auto person = the_person(services, call);
  const auto organisation = found_customer(services, call.request, person, name, found,
                                           found.delegated_administration && wanted.value_or(true));
  if (call.caller().session) services.sessions.act_for(call.caller().session, organisation.id);
  send_afterwards(services, call);
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
  return json_response(signed_in_to_json(services, person, organisation.id), 201);
}

http::Response decline_request(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto found = find_by_link(services, input, errors);
  const auto declined = services.relationships.decline(found.id, call.caller().organisation.id);
  if (!declined) refuse(declined.error());
  record_relationship(services, call, *declined, "relationship.declined", &found);
  return json_response(to_json(*declined));
}

}  // namespace

void add_relationship_requests(Operations& operations) {
  auto& services = operations.services();
  const std::string all = "/api/v1/relationship-requests";
  operations.add("POST", all, "request_relationship", Action::request_relationship,
                 {.body = BodyKind::json, .secret_answer = true},
                 [&services](const Call& call) { return request_relationship(services, call); });
  operations.add_open(
      "POST", all + "/open", "open_relationship_request",
      [&services](http::Request& request) { return open_request(services, request); });
  operations.add("POST", all + "/accept", "accept_relationship_request",
                 Action::decide_relationship, {.body = BodyKind::json},
                 [&services](const Call& call) { return accept_request(services, call); });
  operations.add_open(
      "POST", all + "/join", "join_by_relationship_request",
      [&services](http::Request& request) { return join_by_request(services, request); });
  operations.add("POST", all + "/create-customer", "create_customer_for_relationship_request",
                 Action::own_account, {.body = BodyKind::json},
                 [&services, authentication = operations.authentication()](const Call& call) {
                   return create_customer(services, *authentication, call);
                 });
  operations.add("POST", all + "/decline", "decline_relationship_request",
                 Action::decide_relationship, {.body = BodyKind::json},
                 [&services](const Call& call) { return decline_request(services, call); });
}

}  // namespace muster::api::v1
