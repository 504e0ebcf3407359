// /organisations/{id}/people: who belongs to an organisation, with which role; and invitations.

#include <algorithm>
#include <boost/json.hpp>

#include "api/cursor.h"
#include "api/json_input.h"
#include "api/link_address.h"
#include "api/password_input.h"
#include "api/problems.h"
#include "api/query_input.h"
#include "api/render.h"
#include "api/render_person.h"
#include "api/role_input.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::LinkId;
using registry::LinkPurpose;
using registry::OneTimeLink;
using registry::PersonError;
using registry::PersonId;

constexpr std::chrono::milliseconds invitation_lasts = std::chrono::days{14};
constexpr std::chrono::milliseconds reset_lasts = std::chrono::days{1};

[[noreturn]] void refuse_person(PersonError error) {
  switch (error) {
    case PersonError::not_found:
      throw not_found("person");
    case PersonError::last_one:
      throw Refusal(ProblemCode::conflict,
                    "Nobody would be left who may do everything in the organisation. Give somebody "
                    "else the role first.");
    case PersonError::already_member:
      throw Refusal(ProblemCode::conflict, "This person belongs to the organisation already.");
    case PersonError::email_taken:
      throw Refusal(ProblemCode::conflict, "Somebody with this e-mail address has an account.");
  }
  std::unreachable();
}

http::Response list_people(Services& services, const Call& call) {
  QueryInput query(call.request);
  const auto limit = query.limit();
  const auto after = cursor_of<PersonId>(query, [](std::string_view text) {
    return read_id_cursor<PersonId>(CursorOf::people, text);
  });
  query.finish();
  auto found = services.people.members(call.organisation.id, after.value_or(PersonId{}), limit + 1);
  std::string next;
  if (found.size() > limit) {
    found.resize(limit);
    next = id_cursor(CursorOf::people, found.back().person.id);
  }
  json::array items;
  for (const auto& member : found) items.push_back(to_json(member));
  return json_response(page(std::move(items), next));
}

/// The member of the path. Throws Refusal `not_found` for anybody else.
registry::Member find_member(Services& services, const Call& call) {
  const auto id = call.id<PersonId>("person_id", "person");
  const auto role = services.people.role_in(id, call.organisation.id);
  auto person = role ? services.people.find(id) : std::nullopt;
  if (!person) throw not_found("person");
  return {.person = std::move(*person), .role = *role, .since = {}};
}

registry::Change change_of(const registry::Member& member, std::string action) {
  return {.action = std::move(action),
          .subject = member.person.id.text(),
          .subject_name = member.person.name,
          .before = json::serialize(json::object{{"role", to_string(member.role)}})};
}

http::Response set_role(Services& services, Authentication& authentication, const Call& call) {
  const auto member = find_member(services, call);
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  if (!input.has("role")) errors.add("/role", "missing", "Say which role.");
  const auto role = read_role(input, call.organisation.kind);
  input.finish();
  errors.refuse_if_any();
  if (const auto set = services.people.set_role(member.person.id, call.organisation.id, role);
      !set) {
    refuse_person(set.error());
  }
  auto change = change_of(member, "person.role_changed");
  change.after = json::serialize(json::object{{"role", to_string(role)}});
  record(services, call, std::move(change));
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
  auto members =
      services.people.members(call.organisation.id, PersonId{member.person.id.value - 1}, 1);
  return json_response(to_json(members.front()));
}

http::Response remove_person(Services& services, Authentication& authentication, const Call& call) {
  const auto member = find_member(services, call);
  if (const auto left = services.people.leave(member.person.id, call.organisation.id); !left) {
    refuse_person(left.error());
  }
  record(services, call, change_of(member, "person.removed"));
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
  return http::Response::empty(204);
}

/// Of an account that belongs to other organisations as well, no administrator of one of them sets
/// the password: only whoever looks after every organisation of it, and that is the operator.
void refuse_shared_account(Services& services, const Call& call, const registry::Person& person) {
  if (call.caller().organisation.kind == registry::OrganisationKind::operator_) return;
  if (services.people.memberships(person.id).size() > 1) {
    throw Refusal(ProblemCode::forbidden,
                  "This person belongs to other organisations, too. The operator can make the "
                  "link.");
  }
}

http::Response reset_password(Services& services, const Call& call) {
  expect_no_input(call.request);
  const auto member = find_member(services, call);
  refuse_shared_account(services, call, member.person);
  const auto secret = security::make_secret(security::SecretKind::link, services.random);
  const auto link = services.links.create({.purpose = LinkPurpose::password_reset,
                                           .organisation = call.organisation.id,
                                           .person = member.person.id,
                                           .email = member.person.email,
                                           .created_by = call.caller().name,
                                           .expires_at = services.clock.now() + reset_lasts},
                                          secret.hash);
  record(services, call, change_of(member, "password_reset.made"));
  json::object answer;
  answer["link"] = link_address(services, call.request, "password-reset", secret.text);
  answer["expires_at"] = to_json(link.expires_at);
  return json_response(answer, 201);
}

http::Response invite(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  auto email = read_email(input, "email", errors);
  if (!input.has("role")) errors.add("/role", "missing", "Say which role.");
  const auto role = read_role(input, call.organisation.kind);
  input.finish();
  errors.refuse_if_any();
  if (const auto known = services.people.find_by_email(email);
      known && services.people.role_in(known->id, call.organisation.id)) {
    refuse_person(PersonError::already_member);
  }
  const auto secret = security::make_secret(security::SecretKind::link, services.random);
  const auto link = services.links.create({.purpose = LinkPurpose::invitation,
                                           .organisation = call.organisation.id,
                                           .role = role,
                                           .email = std::move(email),
                                           .created_by = call.caller().name,
                                           .expires_at = services.clock.now() + invitation_lasts},
                                          secret.hash);
  record(services, call,
         {.action = "person.invited",
          .subject = link.id.text(),
          .subject_name = link.email,
          .after = json::serialize(json::object{{"role", to_string(role)}})});
  json::object answer;
  answer["invitation"] = to_json(link);
  answer["link"] = link_address(services, call.request, "invitation", secret.text);
  return json_response(answer, 201);
}

http::Response list_invitations(Services& services, const Call& call) {
  json::array items;
  for (const auto& link : services.links.invitations(call.organisation.id)) {
    items.push_back(to_json(link));
  }
  return json_response(page(std::move(items), ""));
}

http::Response withdraw_invitation(Services& services, const Call& call) {
  const auto id = call.id<LinkId>("invitation_id", "invitation");
  if (!services.links.withdraw(call.organisation.id, id)) throw not_found("invitation");
  record(services, call, {.action = "invitation.withdrawn", .subject = id.text()});
  return http::Response::empty(204);
}

}  // namespace

void add_people(Operations& operations) {
  auto& services = operations.services();
  const auto& authentication = operations.authentication();
  const std::string people = "/api/v1/organisations/{organisation_id}/people";
  const std::string one = people + "/{person_id}";
  const std::string invitations = "/api/v1/organisations/{organisation_id}/invitations";
  operations.add("GET", people, "list_people", Action::see_people, {.takes_query = true},
                 [&services](const Call& call) { return list_people(services, call); });
  operations.add("PATCH", one, "update_person", Action::manage_people, {.body = BodyKind::json},
                 [&services, authentication](const Call& call) {
                   return set_role(services, *authentication, call);
                 });
  operations.add("DELETE", one, "remove_person", Action::manage_people, {},
                 [&services, authentication](const Call& call) {
                   return remove_person(services, *authentication, call);
                 });
  operations.add("POST", one + "/password-reset", "make_password_reset", Action::manage_people,
                 {.body = BodyKind::json, .secret_answer = true},
                 [&services](const Call& call) { return reset_password(services, call); });
  operations.add("POST", invitations, "invite_person", Action::manage_people,
                 {.body = BodyKind::json, .secret_answer = true},
                 [&services](const Call& call) { return invite(services, call); });
  operations.add("GET", invitations, "list_invitations", Action::see_people, {},
                 [&services](const Call& call) { return list_invitations(services, call); });
  operations.add("DELETE", invitations + "/{invitation_id}", "withdraw_invitation",
                 Action::manage_people, {},
                 [&services](const Call& call) { return withdraw_invitation(services, call); });
}

}  // namespace muster::api::v1
