#include "api/render_person.h"

#include <boost/json.hpp>

#include "api/render.h"
#include "api/render_organisation.h"

namespace muster::api {

namespace json = boost::json;

json::object to_json(const registry::Person& person) {
  json::object object;
  object["id"] = person.id.text();
  object["email"] = person.email;
  object["name"] = person.name;
  object["language"] = text_or_null(person.language);
  object["has_password"] = person.has_password;
  object["has_second_factor"] = person.has_second_factor;
  object["created_at"] = to_json(person.created_at);
  object["last_signed_in_at"] = time_or_null(person.last_signed_in_at);
  return object;
}

json::object to_json(const registry::Membership& membership) {
  json::object object;
  object["organisation"] = to_json(membership.organisation);
  object["role"] = to_string(membership.role);
  object["since"] = to_json(membership.since);
  return object;
}

json::object to_json(const registry::Member& member) {
  json::object object;
  object["person"] = to_json(member.person);
  object["role"] = to_string(member.role);
  object["since"] = to_json(member.since);
  return object;
}

json::object to_json(const registry::OneTimeLink& link) {
  json::object object;
  object["id"] = link.id.text();
  object["email"] = link.email;
  object["role"] = link.role ? json::value(to_string(*link.role)) : json::value(nullptr);
  object["created_by"] = text_or_null(link.created_by);
  object["created_at"] = to_json(link.created_at);
  object["expires_at"] = to_json(link.expires_at);
  return object;
}

json::object to_json(const registry::Session& session, bool current) {
  json::object object;
  object["id"] = session.id.text();
  object["current"] = current;
  object["method"] = session.method;
  object["address"] = text_or_null(session.address);
  object["user_agent"] = text_or_null(session.user_agent);
  object["created_at"] = to_json(session.created_at);
  object["last_used_at"] = to_json(session.last_used_at);
  object["expires_at"] = to_json(session.expires_at);
  return object;
}

json::object signed_in_to_json(Services& services, const registry::Person& person,
                               registry::OrganisationId acts_for) {
  json::object object;
  object["person"] = to_json(person);
  object["organisation"] = nullptr;
  object["role"] = nullptr;
  json::array memberships;
  for (const auto& membership : services.people.memberships(person.id)) {
    if (membership.organisation.id == acts_for) {
      object["organisation"] = to_json(membership.organisation);
      object["role"] = to_string(membership.role);
    }
    memberships.push_back(to_json(membership));
  }
  object["memberships"] = std::move(memberships);
  return object;
}

}  // namespace muster::api
