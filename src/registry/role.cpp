#include "registry/role.h"

#include <algorithm>
#include <array>
#include <utility>

namespace muster::registry {
namespace {

struct Text {
  Role role;
  std::string_view name;
  std::string_view title;
  std::string_view description;
};

constexpr std::array<Text, 8> texts = {{
    {Role::operator_, "operator", "Operator",
     "Runs the installation: creates organisations and sees everything but secrets."},
    {Role::auditor, "auditor", "Auditor", "Sees what the operator sees and changes nothing."},
    {Role::admin_agent, "admin_agent", "Admin agent",
     "Does everything that the partner may do, for its customers and for itself."},
    {Role::sales_agent, "sales_agent", "Sales agent",
     "Asks customers for a relationship, registers their devices and sees them."},
    {Role::helpdesk_agent, "helpdesk_agent", "Helpdesk agent",
     "Sees devices, tags and assigns them, and retries what failed."},
    {Role::administrator, "administrator", "Administrator",
     "Does everything with the organisation, its devices, its people and its partners."},
    {Role::publisher, "publisher", "Publisher",
     "Publishes and withdraws directory entries, and looks after the organisation."},
    {Role::reader, "reader", "Reader", "Sees everything of the organisation and changes nothing."},
}};

constexpr std::array operator_roles = {Role::operator_, Role::auditor};
constexpr std::array partner_roles = {Role::admin_agent, Role::sales_agent, Role::helpdesk_agent};
constexpr std::array customer_roles = {Role::administrator, Role::reader};
constexpr std::array supplier_roles = {Role::publisher, Role::reader};

const Text& text_of(Role role) {
  for (const auto& text : texts) {
    if (text.role == role) return text;
  }
  std::unreachable();
}

}  // namespace

std::string_view to_string(Role role) { return text_of(role).name; }
std::string_view title_of(Role role) { return text_of(role).title; }
std::string_view description_of(Role role) { return text_of(role).description; }

std::span<const Role> roles_of(OrganisationKind kind) {
  switch (kind) {
    case OrganisationKind::operator_:
      return operator_roles;
    case OrganisationKind::partner:
      return partner_roles;
    case OrganisationKind::customer:
      return customer_roles;
    case OrganisationKind::supplier:
      return supplier_roles;
  }
  std::unreachable();
}

std::optional<Role> role_from(OrganisationKind kind, std::string_view text) {
  for (const auto role : roles_of(kind)) {
    if (to_string(role) == text) return role;
  }
  return std::nullopt;
}

}  // namespace muster::registry
