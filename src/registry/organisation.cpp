#include "registry/organisation.h"

#include <array>
#include <utility>

namespace muster::registry {
namespace {

constexpr std::array<std::pair<OrganisationKind, std::string_view>, 4> kinds = {{
    {OrganisationKind::operator_, "operator"},
    {OrganisationKind::partner, "partner"},
    {OrganisationKind::customer, "customer"},
    {OrganisationKind::supplier, "supplier"},
}};

}  // namespace

std::string_view to_string(OrganisationKind kind) {
  for (const auto& [value, name] : kinds) {
    if (value == kind) return name;
  }
  std::unreachable();
}

std::optional<OrganisationKind> organisation_kind_from(std::string_view text) {
  for (const auto& [value, name] : kinds) {
    if (name == text) return value;
  }
  return std::nullopt;
}

std::string_view to_string(RelationshipState state) {
  switch (state) {
    case RelationshipState::requested:
      return "requested";
    case RelationshipState::active:
      return "active";
    case RelationshipState::ended:
      return "ended";
    case RelationshipState::declined:
      return "declined";
    case RelationshipState::expired:
      return "expired";
  }
  std::unreachable();
}

}  // namespace muster::registry
