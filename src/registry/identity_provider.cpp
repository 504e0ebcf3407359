#include "registry/identity_provider.h"

#include <algorithm>

namespace muster::registry {

std::vector<Grant> grants_of(const std::vector<ProviderRule>& rules, const ProviderClaims& claims) {
  std::vector<Grant> grants;
  for (const auto& rule : rules) {
    const auto claim = claims.find(rule.claim);
    if (claim == claims.end()) continue;
    if (std::ranges::find(claim->second, rule.value) == claim->second.end()) continue;
    if (std::ranges::find(grants, rule.organisation, &Grant::organisation) != grants.end()) {
      continue;
    }
    grants.push_back({.organisation = rule.organisation, .role = rule.role});
  }
  return grants;
}

}  // namespace muster::registry
