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

std::string_view to_string(OrganisationState state) {
  switch (state) {
    case OrganisationState::active:
      return "active";
    case OrganisationState::suspended:
      return "suspended";
  }
  std::unreachable();
}

}  // namespace muster::registry
