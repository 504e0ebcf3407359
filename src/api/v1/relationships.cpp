// /relationships: which partner works for which customer.

#include <boost/json.hpp>

#include "api/cursor.h"
#include "api/json_input.h"
#include "api/problems.h"
#include "api/query_input.h"
#include "api/render.h"
#include "api/render_organisation.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::OrganisationError;
using registry::OrganisationId;
using registry::RelationshipId;

constexpr char cursor_kind = 'l';
constexpr TextRule id_text = {.min = 1, .max = 64};

OrganisationId read_organisation(ObjectReader& input, std::string_view name, InputErrors& errors) {
  const auto text = input.text(name, id_text);
  const auto id = OrganisationId::parse(text);
  if (!id && !text.empty()) {
    errors.add(input.pointer_to(name), "not_an_id", "This is not the ID of an organisation.", text);
  }
  return id.value_or(OrganisationId{});
}

[[noreturn]] void refuse(OrganisationError error) {
  switch (error) {
    case OrganisationError::already_related:
    case OrganisationError::name_taken:
      throw Refusal(ProblemCode::conflict,
                    "This partner and this customer have a relationship already.");
    case OrganisationError::not_found:
    case OrganisationError::wrong_kind:
      throw Refusal(ProblemCode::conflict,
                    "`partner_id` must be the ID of a partner, and `customer_id` that of a "
                    "customer.");
  }
  std::unreachable();
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

  const auto made = services.organisations.relate(partner, customer, delegated.value_or(true));
  if (!made) refuse(made.error());
  return json_response(to_json(*made), 201);
}

http::Response list_relationships(Services& services, const Call& call) {
  QueryInput query(call.request);
  const auto limit = query.limit();
  const auto after = cursor_of<RelationshipId>(query, [](std::string_view text) {
    return read_id_cursor<RelationshipId>(cursor_kind, text);
  });
  query.finish();

  const auto& own = call.caller().organisation;
  std::optional<OrganisationId> member;
  if (own.kind != registry::OrganisationKind::operator_) member = own.id;
  auto found =
      services.organisations.relationships(member, after.value_or(RelationshipId{}), limit + 1);
  std::string next;
  if (found.size() > limit) {
    found.resize(limit);
    next = id_cursor(cursor_kind, found.back().id);
  }
  json::array items;
  for (const auto& relationship : found) items.push_back(to_json(relationship));
  return json_response(page(std::move(items), next));
}

}  // namespace

void add_relationships(Operations& operations) {
  auto& services = operations.services();
  operations.add("POST", "/api/v1/relationships", "create_relationship",
                 Action::create_relationship, {.body = BodyKind::json},
                 [&services](const Call& call) { return create_relationship(services, call); });
  operations.add("GET", "/api/v1/relationships", "list_relationships", Action::see_organisation,
                 {.takes_query = true},
                 [&services](const Call& call) { return list_relationships(services, call); });
}

}  // namespace muster::api::v1
