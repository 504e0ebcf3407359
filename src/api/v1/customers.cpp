// /customers: the organisations that own devices, as the caller may see them.

#include <boost/json.hpp>

#include "api/cursor.h"
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
using registry::Relationship;

/// A partner without delegated administration sees that the customer exists, and nothing more.
json::object view_of(Services& services, const Organisation& customer,
                     const registry::Caller& caller,
                     const std::optional<Relationship>& relationship) {
  std::optional<bool> delegated;
  if (relationship) delegated = relationship->delegated_administration;
  std::optional<registry::DeviceCounts> counts;
  const registry::Resource resource{.organisation = customer.id,
                                    .kind = customer.kind,
                                    .state = customer.state,
                                    .relationship = relationship};
  if (registry::may(caller, Action::see_devices, resource) == registry::Verdict::allowed) {
    const bool sees_all = !relationship || relationship->see_all_devices;
    counts =
        services.devices.counts(customer.id, active_window(services, customer.id),
                                sees_all ? std::nullopt : std::optional(caller.organisation.id));
  }
  return customer_to_json(customer, delegated, counts);
}

/// Up to `limit` customers after `after` that the caller knows of.
std::vector<Organisation> known_customers(Services& services, const Organisation& own,
                                          OrganisationId after, std::size_t limit) {
  switch (own.kind) {
    case OrganisationKind::operator_:
      return services.organisations.list(OrganisationKind::customer, after, limit);
    case OrganisationKind::partner:
      return services.organisations.customers_of(own.id, after, limit);
    case OrganisationKind::customer:
      return after < own.id ? std::vector{own} : std::vector<Organisation>{};
    case OrganisationKind::supplier:
      return {};
  }
  std::unreachable();
}

http::Response list_customers(Services& services, const Call& call) {
  QueryInput query(call.request);
  const auto limit = query.limit();
  const auto after = cursor_of<OrganisationId>(query, [](std::string_view text) {
    return read_id_cursor<OrganisationId>(CursorOf::customers, text);
  });
  query.finish();

  const auto& own = call.caller().organisation;
  auto found = known_customers(services, own, after.value_or(OrganisationId{}), limit + 1);
  std::string next;
  if (found.size() > limit) {
    found.resize(limit);
    next = id_cursor(CursorOf::customers, found.back().id);
  }
  json::array items;
  for (const auto& customer : found) {
    std::optional<Relationship> relationship;
    if (own.kind == OrganisationKind::partner) {
      relationship = services.relationships.active(own.id, customer.id);
    }
    items.push_back(view_of(services, customer, call.caller(), relationship));
  }
  return json_response(page(std::move(items), next));
}

}  // namespace

void add_customers(Operations& operations) {
  auto& services = operations.services();
  operations.add("GET", "/api/v1/customers", "list_customers", Action::see_organisation,
                 {.takes_query = true},
                 [&services](const Call& call) { return list_customers(services, call); });
  operations.add("GET", "/api/v1/customers/{customer_id}", "get_customer", Action::see_customer, {},
                 [&services](const Call& call) {
                   return json_response(
                       view_of(services, call.organisation, call.caller(), call.relationship));
                 });
}

}  // namespace muster::api::v1
