// /relationships: which partner works for which customer, and on what terms.

#include <boost/json.hpp>

#include "api/audit_view.h"
#include "api/cursor.h"
#include "api/json_input.h"
#include "api/problems.h"
#include "api/query_input.h"
#include "api/relationship_answer.h"
#include "api/render.h"
#include "api/render_organisation.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::OrganisationId;
using registry::OrganisationKind;
using registry::Relationship;
using registry::RelationshipId;

constexpr TextRule organisation_id_text = {.min = 1, .max = 64};

OrganisationId read_organisation(ObjectReader& input, std::string_view name, InputErrors& errors) {
  const auto text = input.text(name, organisation_id_text);
  const auto id = OrganisationId::parse(text);
  if (!id && !text.empty()) {
    errors.add(input.pointer_to(name), "not_an_id", "This is not the ID of an organisation.", text);
  }
  return id.value_or(OrganisationId{});
}

/// The relationship of the path, in which the caller's organisation has a part.
Relationship find_relationship(Services& services, const Call& call) {
  const auto id = call.id<RelationshipId>("relationship_id", "relationship");
  auto found = services.relationships.find(id);
  const auto& own = call.caller().organisation;
  if (!found || (own.kind != OrganisationKind::operator_ && found->partner != own.id &&
                 found->customer != own.id)) {
    throw not_found("relationship");
  }
  return std::move(*found);
}

http::Response create_relationship(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto partner = read_organisation(input, "partner_id", errors);
  const auto customer = read_organisation(input, "customer_id", errors);
  const auto delegated = input.optional_boolean("delegated_administration");
  input.finish();
  errors.refuse_if_any();

  const auto made = services.relationships.relate(partner, customer, delegated.value_or(true));
  if (!made) refuse(made.error());
  record_relationship(services, call, *made, "relationship.created");
  return created(to_json(*made), "/api/v1/relationships/" + made->id.text());
}

http::Response list_relationships(Services& services, const Call& call) {
  QueryInput query(call.request);
  const auto limit = query.limit();
  const auto after = cursor_of<RelationshipId>(query, [](std::string_view text) {
    return read_id_cursor<RelationshipId>(CursorOf::relationships, text);
  });
  query.finish();

  const auto& own = call.caller().organisation;
  std::optional<OrganisationId> member;
  if (own.kind != OrganisationKind::operator_) member = own.id;
  auto found = services.relationships.list(member, after.value_or(RelationshipId{}), limit + 1);
  std::string next;
  if (found.size() > limit) {
    found.resize(limit);
    next = id_cursor(CursorOf::relationships, found.back().id);
  }
  json::array items;
  for (const auto& relationship : found) items.push_back(to_json(relationship));
  return json_response(page(std::move(items), next));
}

http::Response change_relationship(Services& services, const Call& call) {
  const auto before = find_relationship(services, call);
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const registry::RelationshipChange change{
      .delegated_administration = input.optional_boolean("delegated_administration"),
      .see_all_devices = input.optional_boolean("see_all_devices")};
  if (!change.delegated_administration && !change.see_all_devices) {
    errors.add("", "missing", "Give `delegated_administration`, `see_all_devices`, or both.");
  }
  input.finish();
  errors.refuse_if_any();

  const auto changed = services.relationships.change(before.id, change);
  if (!changed) refuse(changed.error());
  record_relationship(services, call, *changed, "relationship.changed", &before);
  call.afterwards.emplace_back([&services] { services.signals.work_arrived(); });
  return json_response(to_json(*changed));
}

http::Response end_relationship(Services& services, const Call& call) {
  expect_no_input(call.request);
  const auto before = find_relationship(services, call);
  const auto ended = services.relationships.end(before.id);
  if (!ended) refuse(ended.error());
  record_relationship(services, call, *ended, "relationship.ended", &before);
  call.afterwards.emplace_back([&services] { services.signals.work_arrived(); });
  return json_response(to_json(*ended));
}

http::Response withdraw_request(Services& services, const Call& call) {
  expect_no_input(call.request);
  const auto before = find_relationship(services, call);
  const auto withdrawn = services.relationships.withdraw(before.id);
  if (!withdrawn) refuse(withdrawn.error());
  record_relationship(services, call, *withdrawn, "relationship.withdrawn", &before);
  return json_response(to_json(*withdrawn));
}

/// Both sides have each step in their own audit log, so each reads its own.
http::Response list_history(Services& services, const Call& call) {
  const auto relationship = find_relationship(services, call);
  const auto& own = call.caller().organisation;
  const registry::AuditFilter filter{
      .organisation = own.kind == OrganisationKind::operator_ ? relationship.partner : own.id,
      .subject = relationship.id.text()};
  return audit_page(services, call, filter);
}

}  // namespace

void add_relationships(Operations& operations) {
  auto& services = operations.services();
  const std::string one = "/api/v1/relationships/{relationship_id}";
  operations.add("POST", "/api/v1/relationships", "create_relationship",
                 Action::create_relationship, {.body = BodyKind::json},
                 [&services](const Call& call) { return create_relationship(services, call); });
  operations.add("GET", "/api/v1/relationships", "list_relationships", Action::see_relationships,
                 {.takes_query = true},
                 [&services](const Call& call) { return list_relationships(services, call); });
  operations.add("GET", one, "get_relationship", Action::see_relationships, {},
                 [&services](const Call& call) {
                   return json_response(to_json(find_relationship(services, call)));
                 });
  operations.add("PATCH", one, "update_relationship", Action::decide_relationship,
                 {.body = BodyKind::json},
                 [&services](const Call& call) { return change_relationship(services, call); });
  operations.add("POST", one + "/end", "end_relationship", Action::end_relationship,
                 {.body = BodyKind::json},
                 [&services](const Call& call) { return end_relationship(services, call); });
  operations.add("POST", one + "/withdraw", "withdraw_relationship_request",
                 Action::request_relationship, {.body = BodyKind::json},
                 [&services](const Call& call) { return withdraw_request(services, call); });
  operations.add("GET", one + "/history", "list_relationship_history", Action::see_relationships,
                 {.takes_query = true},
                 [&services](const Call& call) { return list_history(services, call); });
}

}  // namespace muster::api::v1
