// Logging in by code (RFC 8628), from asking for it to the token.

#include <gtest/gtest.h>

#include "api/api_fixture.h"
#include "security/form_body.h"
#include "security/secret.h"

namespace muster::api {
namespace {

using registry::OrganisationKind;
using registry::PersonId;

class DeviceLogin : public ApiFixture {
 protected:
  DeviceLogin() : customer_(member(OrganisationKind::customer, "Harbour")) {}

  Answer form(const std::string& path,
              const std::vector<std::pair<std::string, std::string>>& fields) {
    return call("POST", path,
                {.body = security::form_encoded(fields),
                 .content_type = "application/x-www-form-urlencoded"});
  }
  boost::json::object begin(const std::string& scope = "") {
    const auto begun =
        form("/oauth2/device_authorization",
             {{"client_id", "muster-cli"}, {"device_name", "muster on desk-7"}, {"scope", scope}});
    EXPECT_EQ(begun.status, 200) << begun.body;
    return begun.json().as_object();
  }
  Answer poll(const boost::json::object& begun) {
    return form("/oauth2/token",
                {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                 {"client_id", "muster-cli"},
                 {"device_code", std::string(begun.at("device_code").as_string())}});
  }
  static std::string error_of(const Answer& answer) {
    return answer.status == 200 ? "" : std::string(answer.json().at("error").as_string());
  }
  static std::string address_of(const boost::json::object& begun, const std::string& what = "") {
    return "/api/v1/device-authorizations/" + std::string(begun.at("user_code").as_string()) + what;
  }

  /// A request of Ada's browser: she is a reader of the customer and signed in.
  Answer ada(const std::string& method, const std::string& target, std::string body = {}) {
    return call(method, target,
                {.body = std::move(body),
                 .headers = {{"Cookie", "muster_session=" + session_},
                             {"Host", "muster.example"},
                             {"Origin", "http://muster.example"}}});
  }

  std::string sign_in() {
    const auto secret = security::make_secret(security::SecretKind::session, random_);
    EXPECT_TRUE(store_->people().join(ada_, customer_.organisation.id, registry::Role::reader));
    store_->sessions().create({.person = ada_, .organisation = customer_.organisation.id},
                              secret.hash);
    return secret.text;
  }

  Member customer_;
  PersonId ada_ = store_->people().create("ada@harbour.example", "Ada", std::nullopt).value().id;
  std::string session_ = sign_in();
};

TEST_F(DeviceLogin, ShowsAPersonWhatWaits) {
  const auto begun = begin("devices.read");
  EXPECT_EQ(begun.at("interval"), 5);
  EXPECT_EQ(begun.at("expires_in"), 900);
  const auto seen = ada("GET", address_of(begun));
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(seen.json().at("client_name"), "muster on desk-7");
  EXPECT_EQ(boost::json::serialize(seen.json().at("scopes")), R"(["devices.read"])");
}

TEST_F(DeviceLogin, WaitsUntilSomebodyDecides) {
  const auto begun = begin();
  EXPECT_EQ(error_of(poll(begun)), "authorization_pending");
  clock_.move(std::chrono::seconds{5});
  EXPECT_EQ(error_of(poll(begun)), "authorization_pending");
}

TEST_F(DeviceLogin, AsksForMoreTimeAfterEachPollThatCameTooEarly) {
  const auto begun = begin();
  (void)poll(begun);
  clock_.move(std::chrono::seconds{4});
  EXPECT_EQ(error_of(poll(begun)), "slow_down");
  clock_.move(std::chrono::seconds{9});
  EXPECT_EQ(error_of(poll(begun)), "slow_down");
  clock_.move(std::chrono::seconds{15});
  EXPECT_EQ(error_of(poll(begun)), "authorization_pending");
}

TEST_F(DeviceLogin, EndsWithTheCode) {
  const auto begun = begin();
  clock_.move(std::chrono::minutes{15});
  EXPECT_EQ(error_of(poll(begun)), "expired_token");
  EXPECT_EQ(ada("GET", address_of(begun)).status, 404);
}

TEST_F(DeviceLogin, IsDeniedForGood) {
  const auto begun = begin();
  EXPECT_EQ(ada("POST", address_of(begun, "/deny")).status, 200);
  EXPECT_EQ(error_of(poll(begun)), "access_denied");
  EXPECT_EQ(ada("POST", address_of(begun, "/deny")).status, 404);
}

TEST_F(DeviceLogin, IsApprovedByAPersonOnly) {
  const auto begun = begin();
  const auto refused = post(address_of(begun, "/approve"), customer_.token, "");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(error_of(poll(begun)), "authorization_pending");
}

TEST_F(DeviceLogin, HandsOutATokenOfThePersonWhoApprovedOnce) {
  const auto begun = begin("devices.read organisation.read");
  const auto approved =
      ada("POST", address_of(begun, "/approve"), R"({"scopes":["organisation.read"]})");
  ASSERT_EQ(approved.status, 200) << approved.body;
  const auto granted = poll(begun);
  ASSERT_EQ(granted.status, 200) << granted.body;
  EXPECT_EQ(granted.json().at("scope"), "organisation.read");
  const auto me = get("/api/v1/whoami", std::string(granted.json().at("access_token").as_string()));
  EXPECT_EQ(me.json().at("name"), "Ada");
  EXPECT_EQ(me.json().at("role"), "reader");
  EXPECT_EQ(error_of(poll(begun)), "invalid_grant");
}

TEST_F(DeviceLogin, GrantsNoScopeThatWasNotAskedFor) {
  const auto begun = begin("organisation.read");
  const auto refused =
      ada("POST", address_of(begun, "/approve"), R"({"scopes":["devices.manage"]})");
  EXPECT_EQ(refused.status, 422);
}

TEST_F(DeviceLogin, HandsOutNothingOnceThePersonHasLeft) {
  const auto begun = begin();
  EXPECT_EQ(ada("POST", address_of(begun, "/approve"), "").status, 200);
  EXPECT_TRUE(store_->people().leave(ada_, customer_.organisation.id));
  EXPECT_EQ(error_of(poll(begun)), "access_denied");
}

TEST_F(DeviceLogin, IsGivenBackByShowingTheToken) {
  const auto begun = begin();
  EXPECT_EQ(ada("POST", address_of(begun, "/approve"), "").status, 200);
  const std::string token(poll(begun).json().at("access_token").as_string());
  const auto revoked = form("/oauth2/revoke", {{"client_id", "muster-cli"}, {"token", token}});
  EXPECT_EQ(revoked.status, 200);
  EXPECT_EQ(get("/api/v1/whoami", token).status, 401);
  // A token of the organisation is not given back by whoever finds it.
  EXPECT_EQ(
      form("/oauth2/revoke", {{"client_id", "muster-cli"}, {"token", customer_.token}}).status,
      200);
  EXPECT_EQ(get("/api/v1/whoami", customer_.token).status, 200);
}

TEST_F(DeviceLogin, KnowsNoOtherClientAndNoOtherCode) {
  EXPECT_EQ(error_of(form("/oauth2/device_authorization", {{"client_id", "other"}})),
            "invalid_client");
  EXPECT_EQ(error_of(poll({{"device_code", "mdc_" + std::string(43, 'A')}})), "invalid_grant");
  EXPECT_EQ(error_of(poll({{"device_code", "nonsense"}})), "invalid_grant");
}

TEST_F(DeviceLogin, LetsNobodyGuessCodes) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ada("GET", "/api/v1/device-authorizations/BCDF-GHJK").status, 404);
  }
  const auto begun = begin();
  const auto waiting = ada("GET", address_of(begun));
  EXPECT_EQ(waiting.status, 429);
  EXPECT_EQ(waiting.header("Retry-After"), "1");
  clock_.move(std::chrono::seconds{1});
  EXPECT_EQ(ada("GET", address_of(begun)).status, 200);
}

TEST_F(DeviceLogin, HasOnlySoManyCodesWaitingForAnAddress) {
  for (int i = 0; i < 50; ++i) (void)begin();
  const auto refused = form("/oauth2/device_authorization", {{"client_id", "muster-cli"}});
  EXPECT_EQ(refused.status, 429);
}

}  // namespace
}  // namespace muster::api
