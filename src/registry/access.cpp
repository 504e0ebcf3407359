// The rules are one table: for each kind of caller, what it may do to a resource that it stands
// near enough to see. How near that is, is decided first, so that a resource out of sight is never
// "forbidden", which would tell that it exists.

#include "registry/access.h"

#include <array>
#include <utility>

namespace muster::registry {
namespace {

/// How a caller stands with the resource.
enum class Standing : std::uint8_t {
  stranger,
  operator_,          ///< runs the installation
  own,                ///< the caller's own organisation
  partner,            ///< active relationship without delegated administration
  delegated_partner,  ///< active relationship with it
};

Standing standing_of(const Caller& caller, const Resource& resource) {
  if (caller.organisation.kind == OrganisationKind::operator_) return Standing::operator_;
  if (caller.organisation.id == resource.organisation) return Standing::own;
  if (caller.organisation.kind == OrganisationKind::partner && resource.relationship &&
      resource.relationship->state == RelationshipState::active &&
      resource.relationship->partner == caller.organisation.id &&
      resource.relationship->customer == resource.organisation) {
    return resource.relationship->delegated_administration ? Standing::delegated_partner
                                                           : Standing::partner;
  }
  return Standing::stranger;
}

struct Rule {
  Action action;
  bool operator_;
  bool own;
  bool partner;
  bool delegated_partner;
};

// The operator sees everything but registers for nobody and publishes nothing.
constexpr std::array<Rule, 10> rules = {{
    //                              operator  own    partner  delegated partner
    {Action::see_organisation, true, true, true, true},
    {Action::create_organisation, true, false, false, false},
    {Action::manage_tokens, true, true, false, false},
    {Action::create_relationship, true, false, false, false},
    {Action::see_customer, true, true, true, true},
    {Action::see_devices, true, true, false, true},
    {Action::register_devices, false, true, false, true},
    {Action::change_devices, false, true, false, true},
    {Action::see_directory, true, true, false, false},
    {Action::publish_directory, false, true, false, false},
}};

/// Which kind of organisation an action is done to; nullopt: any.
constexpr std::optional<OrganisationKind> kind_for(Action action) {
  switch (action) {
    case Action::see_customer:
    case Action::see_devices:
    case Action::register_devices:
    case Action::change_devices:
      return OrganisationKind::customer;
    case Action::see_directory:
    case Action::publish_directory:
      return OrganisationKind::supplier;
    default:
      return std::nullopt;
  }
}

bool allows(const Rule& rule, Standing standing) {
  switch (standing) {
    case Standing::stranger:
      return false;
    case Standing::operator_:
      return rule.operator_;
    case Standing::own:
      return rule.own;
    case Standing::partner:
      return rule.partner;
    case Standing::delegated_partner:
      return rule.delegated_partner;
  }
  std::unreachable();
}

}  // namespace

Verdict may(const Caller& caller, Action action, const Resource& resource) {
  const auto standing = standing_of(caller, resource);
  if (standing == Standing::stranger) return Verdict::hidden;
  if (const auto kind = kind_for(action); kind && *kind != resource.kind) return Verdict::hidden;
  for (const auto& rule : rules) {
    if (rule.action == action)
      return allows(rule, standing) ? Verdict::allowed : Verdict::forbidden;
  }
  return Verdict::forbidden;
}

}  // namespace muster::registry
