#include "registry/access.h"

#include <gtest/gtest.h>

#include <array>

namespace muster::registry {
namespace {

constexpr std::array all_actions = {Action::see_organisation, Action::create_organisation,
                                    Action::manage_tokens,    Action::create_relationship,
                                    Action::see_customer,     Action::see_devices,
                                    Action::register_devices, Action::change_devices,
                                    Action::see_directory,    Action::publish_directory};

constexpr OrganisationId customer_id{10};

Caller caller(OrganisationKind kind, OrganisationId id) {
  return {.organisation = {.id = id, .kind = kind}};
}

Resource the_customer(std::optional<bool> delegated = std::nullopt,
                      OrganisationId partner = OrganisationId{5}) {
  Resource resource{.organisation = customer_id, .kind = OrganisationKind::customer};
  if (delegated) {
    resource.relationship = Relationship{.partner = partner,
                                         .customer = customer_id,
                                         .state = RelationshipState::active,
                                         .delegated_administration = *delegated};
  }
  return resource;
}

TEST(May, HidesEverythingFromAStranger) {
  for (const auto kind :
       {OrganisationKind::partner, OrganisationKind::customer, OrganisationKind::supplier}) {
    for (const auto action : all_actions) {
      EXPECT_EQ(may(caller(kind, OrganisationId{5}), action, the_customer()), Verdict::hidden);
    }
  }
}

TEST(May, LetsADelegatedPartnerRegisterAndChangeButNotMakeTokens) {
  const auto partner = caller(OrganisationKind::partner, OrganisationId{5});
  EXPECT_EQ(may(partner, Action::register_devices, the_customer(true)), Verdict::allowed);
  EXPECT_EQ(may(partner, Action::change_devices, the_customer(true)), Verdict::allowed);
  EXPECT_EQ(may(partner, Action::manage_tokens, the_customer(true)), Verdict::forbidden);
}

TEST(May, ShowsAPartnerWithoutDelegatedAdministrationTheCustomerAndNothingMore) {
  const auto partner = caller(OrganisationKind::partner, OrganisationId{5});
  EXPECT_EQ(may(partner, Action::see_customer, the_customer(false)), Verdict::allowed);
  EXPECT_EQ(may(partner, Action::see_devices, the_customer(false)), Verdict::forbidden);
  EXPECT_EQ(may(partner, Action::register_devices, the_customer(false)), Verdict::forbidden);
}

TEST(May, TakesNoRelationshipOfAnotherPartnerNorAnEndedOne) {
  const auto partner = caller(OrganisationKind::partner, OrganisationId{5});
  EXPECT_EQ(may(partner, Action::see_customer, the_customer(true, OrganisationId{6})),
            Verdict::hidden);
  auto ended = the_customer(true);
  ended.relationship->state = RelationshipState::ended;
  EXPECT_EQ(may(partner, Action::see_customer, ended), Verdict::hidden);
}

TEST(May, LetsACustomerDoEverythingWithItsOwnDevices) {
  const auto customer = caller(OrganisationKind::customer, customer_id);
  for (const auto action :
       {Action::see_devices, Action::register_devices, Action::change_devices}) {
    EXPECT_EQ(may(customer, action, the_customer()), Verdict::allowed);
  }
  EXPECT_EQ(may(customer, Action::create_organisation, the_customer()), Verdict::forbidden);
}

TEST(May, LetsTheOperatorSeeButNotRegisterNorPublish) {
  const auto operator_ = caller(OrganisationKind::operator_, OrganisationId{1});
  EXPECT_EQ(may(operator_, Action::see_devices, the_customer()), Verdict::allowed);
  EXPECT_EQ(may(operator_, Action::register_devices, the_customer()), Verdict::forbidden);
  EXPECT_EQ(may(operator_, Action::publish_directory,
                {.organisation = OrganisationId{3}, .kind = OrganisationKind::supplier}),
            Verdict::forbidden);
}

TEST(May, FindsNoDevicesAtASupplierAndNoDirectoryAtACustomer) {
  const auto supplier = caller(OrganisationKind::supplier, OrganisationId{3});
  const Resource itself{.organisation = OrganisationId{3}, .kind = OrganisationKind::supplier};
  EXPECT_EQ(may(supplier, Action::see_devices, itself), Verdict::hidden);
  EXPECT_EQ(may(supplier, Action::publish_directory, itself), Verdict::allowed);
}

}  // namespace
}  // namespace muster::registry
