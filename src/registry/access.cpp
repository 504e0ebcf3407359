// The rules are one table. How near the caller stands to the organisation is decided first, so that
// what is out of sight is never "forbidden", which would tell that it exists.

#include "registry/access.h"

#include <array>
#include <utility>

namespace muster::registry {
namespace {

using enum Role;

constexpr Roles nobody{};
constexpr Roles operators{operator_};
constexpr Roles both_operators{operator_, auditor};
constexpr Roles heads{operator_, admin_agent, administrator, publisher};
constexpr Roles everybody{operator_,      auditor,       admin_agent, sales_agent,
                          helpdesk_agent, administrator, publisher,   reader};
constexpr Roles agents{admin_agent, sales_agent, helpdesk_agent};

constexpr auto any = std::nullopt;

constexpr auto of_customer = OrganisationKind::customer;
constexpr auto of_supplier = OrganisationKind::supplier;

constexpr auto org_read = Scope::organisation_read;
constexpr auto org_manage = Scope::organisation_manage;
constexpr auto dev_read = Scope::devices_read;
constexpr auto dev_register = Scope::devices_register;
constexpr auto dev_manage = Scope::devices_manage;

constexpr bool sees = false;
constexpr bool changes = true;
constexpr bool all = false;
constexpr bool people = true;

// clang-format off
constexpr std::array<Rule, 33> rules = {{
    // action                      name                    scope                     of           what     whom    in their own organisation     of the operator, to any of a partner, delegated        not delegated
    {Action::see_organisation,     "see_organisation",     org_read,                 any,         sees,    all,    everybody,                    both_operators, agents,                        agents},
    {Action::create_organisation,  "create_organisation",  org_manage,               any,         changes, all,    operators,                    operators,      nobody,                        nobody},
    {Action::manage_organisation,  "manage_organisation",  org_manage,               any,         changes, all,    nobody,                       operators,      nobody,                        nobody},
    {Action::rename_organisation,  "rename_organisation",  org_manage,               any,         changes, all,    heads,                        operators,      nobody,                        nobody},
    {Action::see_settings,         "see_settings",         org_read,                 any,         sees,    all,    everybody,                    both_operators, nobody,                        nobody},
    {Action::change_settings,      "change_settings",      org_manage,               any,         changes, all,    heads,                        operators,      nobody,                        nobody},
    {Action::see_people,           "see_people",           org_read,                 any,         sees,    all,    everybody,                    both_operators, nobody,                        nobody},
    {Action::manage_people,        "manage_people",        org_manage,               any,         changes, all,    heads,                        operators,      nobody,                        nobody},
    {Action::manage_tokens,        "manage_tokens",        org_manage,               any,         changes, all,    heads,                        operators,      nobody,                        nobody},
    {Action::manage_webhooks,      "manage_webhooks",      org_manage,               any,         changes, all,    heads,                        nobody,         nobody,                        nobody},
    {Action::see_audit,            "see_audit",            Scope::audit_read,        any,         sees,    all,    heads | both_operators,       both_operators, nobody,                        nobody},
    {Action::see_requests,         "see_requests",         Scope::audit_read,        any,         sees,    all,    everybody,                    both_operators, nobody,                        nobody},

    {Action::own_account,          "own_account",          org_manage,               any,         sees,    people, everybody,                    both_operators, nobody,                        nobody},

    {Action::see_relationships,    "see_relationships",    org_read,                 any,         sees,    all,    everybody,                    both_operators, nobody,                        nobody},
    {Action::create_relationship,  "create_relationship",  org_manage,               any,         changes, all,    operators,                    operators,      nobody,                        nobody},
    {Action::request_relationship, "request_relationship", org_manage,               any,         changes, all,    {admin_agent, sales_agent},   nobody,         nobody,                        nobody},
    {Action::decide_relationship,  "decide_relationship",  org_manage,               any,         changes, all,    {administrator},              nobody,         nobody,                        nobody},
    {Action::end_relationship,     "end_relationship",     org_manage,               any,         changes, all,    {administrator, admin_agent}, operators,      nobody,                        nobody},

    {Action::see_customer,         "see_customer",         org_read,                 of_customer, sees,    all,    {administrator, reader},      both_operators, agents,                        agents},
    {Action::see_devices,          "see_devices",          dev_read,                 of_customer, sees,    all,    {administrator, reader},      both_operators, agents,                        nobody},
    {Action::see_device_audit,     "see_device_audit",     Scope::audit_read,        of_customer, sees,    all,    {administrator},              both_operators, {admin_agent},                 nobody},
    {Action::register_devices,     "register_devices",     dev_register,             of_customer, changes, all,    {administrator},              nobody,         {admin_agent, sales_agent},    nobody},
    {Action::retry_registrations,  "retry_registrations",  dev_register,             of_customer, changes, all,    {administrator},              nobody,         agents,                        nobody},
    {Action::approve_devices,      "approve_devices",      dev_register,             of_customer, changes, all,    {administrator},              operators,      {admin_agent},                 nobody},
    {Action::tag_devices,          "tag_devices",          dev_manage,               of_customer, changes, all,    {administrator},              nobody,         {admin_agent, helpdesk_agent}, nobody},
    {Action::remove_devices,       "remove_devices",       dev_manage,               of_customer, changes, all,    {administrator},              nobody,         {admin_agent},                 nobody},
    // A suspended organisation's devices go on checking in.
    {Action::check_in,             "check_in",             dev_manage,               of_customer, sees,    all,    {administrator},              nobody,         {admin_agent},                 nobody},
    {Action::enrol_device,         "enrol_device",         dev_read,                 of_customer, sees,    people, {administrator, reader},      nobody,         nobody,                        nobody},
    {Action::manage_enrolments,    "manage_enrolments",    dev_manage,               of_customer, changes, all,    {administrator},              nobody,         {admin_agent},                 nobody},

    {Action::see_directory,        "see_directory",        Scope::directory_read,    of_supplier, sees,    all,    {publisher, reader},          both_operators, nobody,                        nobody},
    {Action::publish_directory,    "publish_directory",    Scope::directory_publish, of_supplier, changes, all,    {publisher},                  nobody,         nobody,                        nobody},

    {Action::see_installation,     "see_installation",     org_read,                 any,         sees,    all,    both_operators,               both_operators, nobody,                        nobody},
    {Action::manage_installation,  "manage_installation",  org_manage,               any,         changes, all,    operators,                    operators,      nobody,                        nobody},
}};
// clang-format on

/// How a caller stands with the organisation.
enum class Standing : std::uint8_t { stranger, operator_, own, plain_partner, partner };

Standing standing_of(const Caller& caller, const Resource& resource) {
  if (caller.organisation.id == resource.organisation) return Standing::own;
  if (caller.organisation.kind == OrganisationKind::operator_) return Standing::operator_;
  if (caller.organisation.kind == OrganisationKind::partner && resource.relationship &&
      resource.relationship->state == RelationshipState::active &&
      resource.relationship->partner == caller.organisation.id &&
      resource.relationship->customer == resource.organisation) {
    return resource.relationship->delegated_administration ? Standing::partner
                                                           : Standing::plain_partner;
  }
  return Standing::stranger;
}

Roles allowed_to(const Rule& rule, Standing standing) {
  switch (standing) {
    case Standing::stranger:
      return nobody;
    case Standing::operator_:
      return rule.operators;
    case Standing::own:
      return rule.own;
    case Standing::plain_partner:
      return rule.plain_partners;
    case Standing::partner:
      return rule.partners;
  }
  std::unreachable();
}

bool is_suspended(const Caller& caller, const Resource& resource) {
  return caller.organisation.state == OrganisationState::suspended ||
         (resource.state == OrganisationState::suspended &&
          caller.organisation.kind != OrganisationKind::operator_);
}

}  // namespace

std::span<const Rule> access_rules() { return rules; }

const Rule& rule_of(Action action) {
  for (const auto& rule : rules) {
    if (rule.action == action) return rule;
  }
  std::unreachable();
}

Verdict may(const Caller& caller, Action action, const Resource& resource) {
  const auto standing = standing_of(caller, resource);
  if (standing == Standing::stranger) return Verdict::hidden;
  const auto& rule = rule_of(action);
  // /customers/{id} with the id of a supplier names nothing.
  if (rule.kind && *rule.kind != resource.kind) return Verdict::hidden;
  if (!allowed_to(rule, standing).contains(caller.role)) {
    return standing == Standing::plain_partner && rule.partners.contains(caller.role)
               ? Verdict::not_delegated
               : Verdict::forbidden;
  }
  if (rule.people && !caller.person) return Verdict::people_only;
  if (!caller.scopes.contains(rule.scope)) return Verdict::out_of_scope;
  if (rule.changes && is_suspended(caller, resource)) return Verdict::suspended;
  return Verdict::allowed;
}

}  // namespace muster::registry
