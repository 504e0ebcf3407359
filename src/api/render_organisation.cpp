#include "api/render_organisation.h"

#include <boost/json.hpp>

#include "api/render.h"

namespace muster::api {

namespace json = boost::json;

json::object to_json(const registry::Organisation& organisation) {
  json::object object;
  object["id"] = organisation.id.text();
  object["kind"] = to_string(organisation.kind);
  object["name"] = organisation.name;
  object["created_at"] = to_json(organisation.created_at);
  return object;
}

json::object to_json(const registry::Relationship& relationship) {
  json::object object;
  object["id"] = relationship.id.text();
  object["partner_id"] = relationship.partner.text();
  object["partner_name"] = relationship.partner_name;
  object["customer_id"] = relationship.customer.text();
  object["customer_name"] = relationship.customer_name;
  object["state"] = to_string(relationship.state);
  object["delegated_administration"] = relationship.delegated_administration;
  object["created_at"] = to_json(relationship.created_at);
  return object;
}

json::object to_json(const registry::Token& token) {
  json::object object;
  object["id"] = token.id.text();
  object["name"] = token.name;
  object["organisation_id"] = token.organisation.text();
  object["created_at"] = to_json(token.created_at);
  object["expires_at"] = time_or_null(token.expires_at);
  object["last_used_at"] = time_or_null(token.last_used_at);
  object["revoked_at"] = time_or_null(token.revoked_at);
  return object;
}

json::object to_json(const registry::DeviceCounts& counts) {
  json::object object;
  object["registration_pending"] = counts.registration_pending;
  object["registration_failed"] = counts.registration_failed;
  object["ready_for_user"] = counts.ready_for_user;
  object["active"] = counts.active;
  object["inactive"] = counts.inactive;
  object["total"] = counts.total();
  return object;
}

json::object customer_to_json(const registry::Organisation& customer, std::optional<bool> delegated,
                              const std::optional<registry::DeviceCounts>& counts) {
  json::object object;
  object["id"] = customer.id.text();
  object["name"] = customer.name;
  object["created_at"] = to_json(customer.created_at);
  object["delegated_administration"] = delegated ? json::value(*delegated) : json::value(nullptr);
  object["devices"] = counts ? json::value(to_json(*counts)) : json::value(nullptr);
  return object;
}

}  // namespace muster::api
