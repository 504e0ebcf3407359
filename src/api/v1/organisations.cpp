// /organisations: partners, customers, suppliers and operators.

#include <fmt/format.h>

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
using registry::Organisation;
using registry::OrganisationId;
using registry::OrganisationKind;

const std::vector<std::string_view> kinds = {"partner", "customer", "supplier", "operator"};
constexpr char cursor_kind = 'o';

http::Response create_organisation(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto kind = input.choice("kind", kinds);
  auto name = input.text("name", name_text);
  input.finish();
  errors.refuse_if_any();

  const auto made = services.organisations.create(*registry::organisation_kind_from(*kind), name);
  if (!made) {
    throw Refusal(ProblemCode::conflict,
                  fmt::format("There is a {} with the name `{}` already.", *kind, name));
  }
  return created(to_json(*made), "/api/v1/organisations/" + made->id.text());
}

http::Response list_organisations(Services& services, const Call& call) {
  QueryInput query(call.request);
  const auto kind_name = query.choice("kind", kinds);
  const auto limit = query.limit();
  const auto after = cursor_of<OrganisationId>(query, [](std::string_view text) {
    return read_id_cursor<OrganisationId>(cursor_kind, text);
  });
  query.finish();
  std::optional<OrganisationKind> kind;
  if (kind_name) kind = registry::organisation_kind_from(*kind_name);

  std::vector<Organisation> found;
  const auto& own = call.caller().organisation;
  if (own.kind == OrganisationKind::operator_) {
    found = services.organisations.list(kind, after.value_or(OrganisationId{}), limit + 1);
  } else if ((!kind || *kind == own.kind) && (!after || *after < own.id)) {
    found.push_back(own);
  }
  std::string next;
  if (found.size() > limit) {
    found.resize(limit);
    next = id_cursor(cursor_kind, found.back().id);
  }
  json::array items;
  for (const auto& organisation : found) items.push_back(to_json(organisation));
  return json_response(page(std::move(items), next));
}

}  // namespace

void add_organisations(Operations& operations) {
  auto& services = operations.services();
  operations.add("POST", "/api/v1/organisations", "create_organisation",
                 Action::create_organisation, {.body = BodyKind::json},
                 [&services](const Call& call) { return create_organisation(services, call); });
  operations.add("GET", "/api/v1/organisations", "list_organisations", Action::see_organisation,
                 {.takes_query = true},
                 [&services](const Call& call) { return list_organisations(services, call); });
  operations.add("GET", "/api/v1/organisations/{organisation_id}", "get_organisation",
                 Action::see_organisation, {},
                 [](const Call& call) { return json_response(to_json(call.organisation)); });
}

}  // namespace muster::api::v1
