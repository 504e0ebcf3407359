#include "registry/identity_provider.h"

#include <gtest/gtest.h>

namespace muster::registry {
namespace {

constexpr OrganisationId larkspur{1};
constexpr OrganisationId harbour{2};
const std::vector<ProviderRule> rules = {
    {.claim = "groups", .value = "chiefs", .organisation = larkspur, .role = Role::admin_agent},
    {.claim = "groups", .value = "staff", .organisation = larkspur, .role = Role::sales_agent},
    {.claim = "tenant", .value = "h", .organisation = harbour, .role = Role::reader}};

TEST(ProviderRules, GiveTheRoleOfTheFirstThatFitsInEachOrganisation) {
  const auto grants = grants_of(rules, {{"groups", {"staff", "chiefs"}}, {"tenant", {"h"}}});
  EXPECT_EQ(grants, (std::vector<Grant>{{larkspur, Role::admin_agent}, {harbour, Role::reader}}));
}

TEST(ProviderRules, GiveNothingForAnotherValueCaseOrClaim) {
  EXPECT_TRUE(grants_of(rules, {}).empty());
  EXPECT_TRUE(grants_of(rules, {{"groups", {}}}).empty());
  EXPECT_TRUE(grants_of(rules, {{"groups", {"Staff", "staff ", "h"}}}).empty());
  EXPECT_TRUE(grants_of(rules, {{"tenant", {"staff"}}}).empty());
}

}  // namespace
}  // namespace muster::registry
