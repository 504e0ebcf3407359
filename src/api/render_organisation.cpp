#include "api/render_organisation.h"

#include <boost/json.hpp>

#include "api/render.h"
#include "registry/role.h"

namespace muster::api {

namespace json = boost::json;

json::object to_json(const registry::Organisation& organisation) {
  json::object object;
  object["id"] = organisation.id.text();
  object["kind"] = to_string(organisation.kind);
  object["name"] = organisation.name;
  object["state"] = to_string(organisation.state);
  object["created_at"] = to_json(organisation.created_at);
  return object;
}

json::object to_json(const registry::OrganisationSettings& settings) {
  json::object object;
  object["default_group_tag"] = text_or_null(settings.default_group_tag);
  object["check_in_age_hours"] =
      std::chrono::duration_cast<std::chrono::hours>(settings.check_in_age).count();
  json::array addresses;
  for (const auto& address : settings.notification_addresses) addresses.emplace_back(address);
  object["notification_addresses"] = std::move(addresses);
  object["hardware_hash_alone"] = settings.hardware_hash_alone;
  object["hash_approver"] =
      settings.hash_approver ? text_or_null(to_string(*settings.hash_approver)) : nullptr;
  object["require_tpm"] = settings.require_tpm;
  return object;
}

json::array scopes_to_json(registry::Scopes scopes) {
  json::array names;
  for (const auto scope : registry::all_scopes()) {
    if (scopes.contains(scope)) names.emplace_back(to_string(scope));
  }
  return names;
}

json::object to_json(const registry::Relationship& relationship) {
  json::object object;
  object["id"] = relationship.id.text();
  object["partner_id"] = relationship.partner.text();
  object["partner_name"] = relationship.partner_name;
  object["customer_id"] =
      relationship.customer ? json::value(relationship.customer.text()) : json::value(nullptr);
  object["customer_name"] = text_or_null(relationship.customer_name);
  object["state"] = to_string(relationship.state);
  object["delegated_administration"] = relationship.delegated_administration;
  object["see_all_devices"] = relationship.see_all_devices;
  object["requested_by"] = text_or_null(relationship.requested_by);
  object["created_at"] = to_json(relationship.created_at);
  object["expires_at"] = time_or_null(relationship.expires_at);
  object["decided_at"] = time_or_null(relationship.decided_at);
  object["ended_at"] = time_or_null(relationship.ended_at);
  return object;
}

json::object to_json(const registry::Token& token) {
  json::object object;
  object["id"] = token.id.text();
  object["name"] = token.name;
  object["organisation_id"] = token.organisation.text();
  object["role"] = to_string(token.role);
  object["scopes"] = scopes_to_json(token.scopes);
  object["person_id"] = token.person ? json::value(token.person.text()) : json::value(nullptr);
  object["created_by"] = text_or_null(token.created_by);
  object["created_at"] = to_json(token.created_at);
  object["expires_at"] = time_or_null(token.expires_at);
  object["last_used_at"] = time_or_null(token.last_used_at);
  object["revoked_at"] = time_or_null(token.revoked_at);
  return object;
}

json::object to_json(const registry::ApiClient& client) {
  json::object object;
  object["id"] = client.id.text();
  object["name"] = client.name;
  object["organisation_id"] = client.organisation.text();
  object["role"] = to_string(client.role);
  object["scopes"] = scopes_to_json(client.scopes);
  object["created_by"] = text_or_null(client.created_by);
  object["created_at"] = to_json(client.created_at);
  object["expires_at"] = time_or_null(client.expires_at);
  object["last_used_at"] = time_or_null(client.last_used_at);
  object["revoked_at"] = time_or_null(client.revoked_at);
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
