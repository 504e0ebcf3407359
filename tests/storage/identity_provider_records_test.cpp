#include "registry/identity_provider.h"
#include "storage/a_store.h"

namespace muster::storage {
namespace {

using registry::IdentityProvider;
using registry::OrganisationId;
using registry::PendingSignIn;
using registry::PersonId;
using registry::ProviderError;
using registry::ProviderHash;
using registry::ProviderId;
using registry::Role;
using std::chrono::minutes;

class IdentityProvidersTest : public AStore {
 protected:
  IdentityProvider a_provider(std::string name, OrganisationId organisation = {7}) {
    return store->identity_providers()
        .create({.name = std::move(name),
                 .issuer = "https://id.example",
                 .client_id = "muster",
                 .client_secret = "secret",
                 .rules = {{.claim = "groups", .value = "a", .organisation = organisation},
                           {.claim = "groups", .value = "b", .organisation = organisation}}})
        .value();
  }
  bool begin(std::uint8_t number, std::string address = "192.0.2.1") {
    return store->identity_providers().begin(state(number), {.provider = {1},
                                                             .browser = state(9),
                                                             .nonce = "nonce",
                                                             .code_verifier = "verifier",
                                                             .redirect_uri = "https://m.example",
                                                             .address = std::move(address)});
  }
  static ProviderHash state(std::uint8_t number) { return {number}; }
  registry::Session begin_session(ProviderId provider, std::string sid, std::string subject) {
    const auto person =
        store->people().create(std::to_string(sessions_) + "@x.example", "P", {}).value();
    return store->sessions().create({.person = person.id,
                                     .method = "oidc",
                                     .provider = provider,
                                     .provider_session = sid,
                                     .provider_subject = subject},
                                    {static_cast<std::uint8_t>(++sessions_)});
  }
  static std::vector<registry::SessionId> ids(const std::vector<registry::Session>& sessions) {
    std::vector<registry::SessionId> found;
    for (const auto& session : sessions) found.push_back(session.id);
    std::ranges::sort(found);
    return found;
  }

 private:
  int sessions_ = 0;
};

TEST_F(IdentityProvidersTest, GivesBackWhatItKeptByName) {
  const auto second = a_provider("B");
  const auto first = a_provider("A");
  const auto listed = store->identity_providers().list();
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].id, first.id);
  EXPECT_EQ(listed[1].rules, second.rules);
  EXPECT_EQ(listed[1].scopes, second.scopes);
  EXPECT_EQ(listed[1].client_secret, "secret");
}

TEST_F(IdentityProvidersTest, TakesNoNameTwice) {
  auto provider = a_provider("A");
  EXPECT_EQ(store->identity_providers().create({.name = "A"}).error(), ProviderError::name_taken);
  a_provider("B");
  provider.name = "B";
  EXPECT_EQ(store->identity_providers().change(provider).error(), ProviderError::name_taken);
  provider.name = "A";
  provider.rules.clear();
  EXPECT_TRUE(store->identity_providers().change(provider));
  EXPECT_TRUE(store->identity_providers().find(provider.id)->rules.empty());
}

TEST_F(IdentityProvidersTest, GivesASignInOnce) {
  ASSERT_TRUE(begin(1));
  EXPECT_FALSE(store->identity_providers().take(state(2)));
  const auto taken = store->identity_providers().take(state(1));
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->browser, state(9));
  EXPECT_EQ(taken->code_verifier, "verifier");
  EXPECT_FALSE(store->identity_providers().take(state(1)));
}

TEST_F(IdentityProvidersTest, ForgetsASignInAfterAQuarterOfAnHour) {
  ASSERT_TRUE(begin(1));
  clock.advance(minutes(15));
  EXPECT_FALSE(store->identity_providers().take(state(1)));
}

TEST_F(IdentityProvidersTest, LetsOneAddressBeginSoManyAndOthersGoOn) {
  int begun = 0;
  for (int i = 0; i < 600; ++i) {
    begun += store->identity_providers().begin(
                 {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8)},
                 {.provider = {1}, .address = "192.0.2.1"})
                 ? 1
                 : 0;
  }
  EXPECT_EQ(begun, 500);
  EXPECT_TRUE(store->identity_providers().begin({0, 0, 1}, {.address = "192.0.2.2"}));
  clock.advance(minutes(15));
  EXPECT_TRUE(begin(1));
}

TEST_F(IdentityProvidersTest, TakesALogoutTokenOnceFromEachProvider) {
  auto& providers = store->identity_providers();
  EXPECT_TRUE(providers.note_logout({1}, state(1), clock.now() + minutes(2)));
  EXPECT_FALSE(providers.note_logout({1}, state(1), clock.now() + minutes(2)));
  EXPECT_TRUE(providers.note_logout({2}, state(1), clock.now() + minutes(2)));
  clock.advance(minutes(30));
  providers.forget_old();
  EXPECT_FALSE(providers.note_logout({1}, state(1), clock.now() + minutes(2)));
}

TEST_F(IdentityProvidersTest, ForgetsWhatItGaveToWhoeverLeft) {
  auto& providers = store->identity_providers();
  const auto customer = a_customer();
  const auto person = store->people().create("a@x.example", "A", {}).value().id;
  ASSERT_TRUE(store->people().join(person, customer, Role::reader));
  providers.give({1}, person, customer);
  providers.give({1}, person, customer);
  EXPECT_EQ(providers.given({1}, person), std::vector{customer});
  ASSERT_TRUE(store->people().leave(person, customer));
  EXPECT_TRUE(providers.given({1}, person).empty());
}

TEST_F(IdentityProvidersTest, LosesTheRulesOfAnOrganisationThatIsRemoved) {
  const auto customer = a_customer();
  const auto provider = a_provider("A", customer);
  ASSERT_TRUE(store->organisations().remove(customer));
  EXPECT_TRUE(store->identity_providers().find(provider.id)->rules.empty());
}

TEST_F(IdentityProvidersTest, KnowsNobodyOnceItIsRemoved) {
  auto& providers = store->identity_providers();
  const auto provider = a_provider("A");
  providers.know(provider.id, "subject", PersonId{5});
  EXPECT_EQ(providers.person_of(provider.id, "subject"), PersonId{5});
  EXPECT_FALSE(providers.person_of(provider.id, "Subject"));
  EXPECT_TRUE(providers.remove(provider.id));
  EXPECT_FALSE(providers.remove(provider.id));
  EXPECT_FALSE(providers.person_of(provider.id, "subject"));
}

TEST_F(IdentityProvidersTest, EndsOneSessionAllOfASubjectOrAllOfAProvider) {
  auto& sessions = store->sessions();
  const auto desk = begin_session({1}, "desk", "ada");
  const auto phone = begin_session({1}, "phone", "ada");
  const auto other = begin_session({1}, "x", "grace");
  const auto elsewhere = begin_session({2}, "desk", "ada");
  const auto none = begin_session({}, "", "");
  EXPECT_TRUE(sessions.end_of_provider({}, "", "").empty());
  EXPECT_EQ(ids(sessions.end_of_provider({1}, "desk", "ada")), std::vector{desk.id});
  EXPECT_EQ(ids(sessions.end_of_provider({1}, "", "ada")), std::vector{phone.id});
  EXPECT_EQ(ids(sessions.end_of_provider({1})), std::vector{other.id});
  EXPECT_EQ(sessions.list(elsewhere.person).size(), 1U);
  EXPECT_EQ(sessions.list(none.person).size(), 1U);
}

}  // namespace
}  // namespace muster::storage
