#include "registry/access.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

namespace muster::registry {
namespace {

constexpr OrganisationId customer_id{10};
constexpr OrganisationId partner_id{5};

constexpr std::array every_kind = {OrganisationKind::operator_, OrganisationKind::partner,
                                   OrganisationKind::customer, OrganisationKind::supplier};

Caller a_caller(OrganisationKind kind, OrganisationId id, Role role) {
  return {.organisation = {.id = id, .kind = kind}, .role = role};
}
Caller an_agent(Role role = Role::admin_agent) {
  return a_caller(OrganisationKind::partner, partner_id, role);
}
Caller an_administrator() {
  auto person = a_caller(OrganisationKind::customer, customer_id, Role::administrator);
  person.person = PersonId{3};
  return person;
}
Caller an_operator(Role role = Role::operator_) {
  return a_caller(OrganisationKind::operator_, OrganisationId{1}, role);
}

Resource the_customer(std::optional<bool> delegated = std::nullopt,
                      OrganisationId partner = partner_id) {
  Resource resource{.organisation = customer_id, .kind = OrganisationKind::customer};
  if (delegated) {
    resource.relationship = Relationship{.partner = partner,
                                         .customer = customer_id,
                                         .state = RelationshipState::active,
                                         .delegated_administration = *delegated};
  }
  return resource;
}

std::set<std::string_view> allowed(const Caller& caller, const Resource& resource) {
  std::set<std::string_view> names;
  for (const auto& rule : access_rules()) {
    if (may(caller, rule.action, resource) == Verdict::allowed) names.insert(rule.name);
  }
  return names;
}

using Names = std::set<std::string_view>;

TEST(May, HasOneRuleForEachAction) {
  std::set<Action> actions;
  std::set<std::string_view> names;
  for (const auto& rule : access_rules()) {
    EXPECT_TRUE(actions.insert(rule.action).second) << rule.name;
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
  }
  EXPECT_EQ(actions.size(), static_cast<std::size_t>(Action::manage_installation) + 1);
}

TEST(May, HidesEverythingFromAStranger) {
  for (const auto kind :
       {OrganisationKind::partner, OrganisationKind::customer, OrganisationKind::supplier}) {
    for (const auto role : roles_of(kind)) {
      for (const auto& rule : access_rules()) {
        EXPECT_EQ(may(a_caller(kind, OrganisationId{77}, role), rule.action, the_customer()),
                  Verdict::hidden)
            << rule.name;
      }
    }
  }
}

TEST(May, LetsAnAgentDoForACustomerThatDelegatedWhatItsRoleSays) {
  EXPECT_EQ(allowed(an_agent(), the_customer(true)),
            (Names{"see_organisation", "see_customer", "see_devices", "see_device_audit",
                   "register_devices", "retry_registrations", "approve_devices", "tag_devices",
                   "remove_devices", "check_in", "manage_enrolments"}));
  EXPECT_EQ(allowed(an_agent(Role::sales_agent), the_customer(true)),
            (Names{"see_organisation", "see_customer", "see_devices", "register_devices",
                   "retry_registrations"}));
  EXPECT_EQ(allowed(an_agent(Role::helpdesk_agent), the_customer(true)),
            (Names{"see_organisation", "see_customer", "see_devices", "retry_registrations",
                   "tag_devices"}));
}

TEST(May, ShowsAPartnerWithoutDelegatedAdministrationTheCustomerAndNothingMore) {
  EXPECT_EQ(allowed(an_agent(), the_customer(false)), (Names{"see_organisation", "see_customer"}));
  EXPECT_EQ(may(an_agent(), Action::see_devices, the_customer(false)), Verdict::not_delegated);
}

TEST(May, TakesNoRelationshipOfAnotherPartnerNorAnEndedOne) {
  EXPECT_EQ(may(an_agent(), Action::see_customer, the_customer(true, OrganisationId{6})),
            Verdict::hidden);
  auto ended = the_customer(true);
  ended.relationship->state = RelationshipState::ended;
  EXPECT_EQ(may(an_agent(), Action::see_customer, ended), Verdict::hidden);
}

TEST(May, LetsAnAdministratorDoEverythingThatACustomerDoes) {
  EXPECT_EQ(allowed(an_administrator(), the_customer()), (Names{"see_organisation",
                                                                "rename_organisation",
                                                                "see_settings",
                                                                "change_settings",
                                                                "see_people",
                                                                "manage_people",
                                                                "manage_tokens",
                                                                "manage_webhooks",
                                                                "see_audit",
                                                                "see_requests",
                                                                "own_account",
                                                                "see_relationships",
                                                                "decide_relationship",
                                                                "end_relationship",
                                                                "see_customer",
                                                                "see_devices",
                                                                "see_device_audit",
                                                                "register_devices",
                                                                "retry_registrations",
                                                                "approve_devices",
                                                                "tag_devices",
                                                                "remove_devices",
                                                                "check_in",
                                                                "enrol_device",
                                                                "manage_enrolments"}));
}

TEST(May, LetsAReaderSeeAndChangeNothing) {
  const auto reader = a_caller(OrganisationKind::customer, customer_id, Role::reader);
  for (const auto& rule : access_rules()) {
    if (rule.changes) {
      EXPECT_NE(may(reader, rule.action, the_customer()), Verdict::allowed) << rule.name;
    }
  }
  EXPECT_EQ(may(reader, Action::see_devices, the_customer()), Verdict::allowed);
}

TEST(May, LetsAnAuditorSeeWhatTheOperatorSeesAndChangeNothing) {
  for (const auto& rule : access_rules()) {
    const auto verdict = may(an_operator(Role::auditor), rule.action, the_customer());
    if (rule.changes) {
      EXPECT_NE(verdict, Verdict::allowed) << rule.name;
    } else {
      EXPECT_EQ(verdict, may(an_operator(), rule.action, the_customer())) << rule.name;
    }
  }
}

TEST(May, LetsTheOperatorSeeButNotRegisterNorPublish) {
  EXPECT_EQ(may(an_operator(), Action::see_devices, the_customer()), Verdict::allowed);
  EXPECT_EQ(may(an_operator(), Action::register_devices, the_customer()), Verdict::forbidden);
  EXPECT_EQ(may(an_operator(), Action::publish_directory,
                {.organisation = OrganisationId{3}, .kind = OrganisationKind::supplier}),
            Verdict::forbidden);
}

TEST(May, FindsNoDevicesAtASupplierAndNoDirectoryAtACustomer) {
  const auto supplier = a_caller(OrganisationKind::supplier, OrganisationId{3}, Role::publisher);
  const Resource itself{.organisation = OrganisationId{3}, .kind = OrganisationKind::supplier};
  EXPECT_EQ(may(supplier, Action::see_devices, itself), Verdict::hidden);
  EXPECT_EQ(may(supplier, Action::publish_directory, itself), Verdict::allowed);
}

TEST(May, KeepsATokenOfNoPersonFromAPersonsAccount) {
  auto token = an_administrator();
  token.person = {};
  EXPECT_EQ(may(token, Action::own_account, the_customer()), Verdict::people_only);
}

TEST(May, TakesATokenNoFurtherThanItsScopes) {
  auto caller = an_administrator();
  caller.scopes = {Scope::devices_read};
  EXPECT_EQ(allowed(caller, the_customer()), (Names{"see_devices", "enrol_device"}));
  EXPECT_EQ(may(caller, Action::register_devices, the_customer()), Verdict::out_of_scope);
}

TEST(May, LetsASuspendedOrganisationReadAndCheckInAndNothingElse) {
  auto caller = an_administrator();
  caller.organisation.state = OrganisationState::suspended;
  auto customer = the_customer();
  customer.state = OrganisationState::suspended;
  for (const auto& rule : access_rules()) {
    if (rule.changes) {
      EXPECT_NE(may(caller, rule.action, customer), Verdict::allowed) << rule.name;
    }
  }
  EXPECT_EQ(may(caller, Action::tag_devices, customer), Verdict::suspended);
  EXPECT_EQ(may(caller, Action::check_in, customer), Verdict::allowed);
}

TEST(May, KeepsPartnersOutOfASuspendedCustomerAndLetsTheOperatorResumeIt) {
  auto customer = the_customer(true);
  customer.state = OrganisationState::suspended;
  EXPECT_EQ(may(an_agent(), Action::register_devices, customer), Verdict::suspended);
  EXPECT_EQ(may(an_agent(), Action::see_devices, customer), Verdict::allowed);
  EXPECT_EQ(may(an_operator(), Action::manage_organisation, customer), Verdict::allowed);
}

TEST(May, LetsNobodyOfAnotherKindDoWhatAKindIsFor) {
  for (const auto kind : every_kind) {
    for (const auto role : roles_of(kind)) {
      const Resource itself{.organisation = OrganisationId{20}, .kind = kind};
      for (const auto& rule : access_rules()) {
        if (!rule.kind || *rule.kind == kind) continue;
        EXPECT_NE(may(a_caller(kind, OrganisationId{20}, role), rule.action, itself),
                  Verdict::allowed)
            << rule.name << " by " << to_string(role);
      }
    }
  }
}

}  // namespace
}  // namespace muster::registry
