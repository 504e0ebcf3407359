#pragma once
// Who may do what: the one function that every endpoint asks, and the table that it reads
// (design.md, "Security").

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "registry/caller.h"
#include "registry/organisation.h"
#include "registry/relationship.h"
#include "registry/role.h"
#include "registry/scope.h"

namespace muster::registry {

enum class Action : std::uint8_t {
  // An organisation.
  see_organisation,
  create_organisation,
  manage_organisation,  ///< suspend, resume, delete
  rename_organisation,
  see_settings,
  change_settings,
  see_people,
  manage_people,
  manage_tokens,  ///< tokens and API clients
  manage_webhooks,
  see_audit,
  see_requests,
  // The caller's own person.
  own_account,
  // Partner and customer.
  see_relationships,
  create_relationship,   ///< an active one at once
  request_relationship,  ///< and withdraw the request
  decide_relationship,   ///< accept, narrow, decline
  end_relationship,
  // A customer's devices.
  see_customer,         ///< that it exists, and its name
  see_devices,          ///< its devices and batches
  see_device_audit,     ///< what was done to a device; a partner: by its own people
  register_devices,     ///< upload, check first, cancel
  retry_registrations,  ///< the failed rows of a batch
  approve_devices,      ///< where the customer's settings name the role
  tag_devices,          ///< group tag and assigned user
  remove_devices,
  check_in,
  enrol_device,       ///< as its user
  manage_enrolments,  ///< tokens for it, and allowing a second one
  // A supplier's directory.
  see_directory,
  publish_directory,
  // The installation.
  see_installation,
  manage_installation,
};

/// What an action is done to: an organisation, and how the caller stands with it.
struct Resource {
  OrganisationId organisation;
  OrganisationKind kind = OrganisationKind::customer;
  OrganisationState state = OrganisationState::active;
  std::optional<Relationship> relationship;  ///< the caller's active one with this customer
};

enum class Verdict : std::uint8_t {
  allowed,
  forbidden,      ///< the caller sees the resource, but this role may not do this: 403
  out_of_scope,   ///< the role may, the token may not: 403
  not_delegated,  ///< the relationship is without delegated administration: 403
  suspended,      ///< the caller's organisation, or the resource's, is suspended: 403
  people_only,    ///< for people, and the token is of none: 403
  hidden,         ///< the caller may not know that it exists: 404
};

Verdict may(const Caller& caller, Action action, const Resource& resource);

/// One line of the table: who may do it, by how they stand with the organisation.
struct Rule {
  Action action;
  std::string_view name;                 ///< of the action, as the API's contract says it
  Scope scope;                           ///< that a token needs
  std::optional<OrganisationKind> kind;  ///< of the organisation that it is done to; nullopt: any
  bool changes;                          ///< not to a suspended organisation, nor by one
  bool people;                           ///< not for a token that is of no person
  Roles own;                             ///< in their own organisation
  Roles operators;                       ///< of the installation, to any organisation
  Roles partners;        ///< of a partner, to a customer that delegated its administration
  Roles plain_partners;  ///< of a partner, to a customer that did not
};
std::span<const Rule> access_rules();
const Rule& rule_of(Action action);

}  // namespace muster::registry
