// Every operation, called by each kind of organisation that has nothing to do with it.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <regex>
#include <set>

#include "api/api_fixture.h"

namespace muster::api {
namespace {

using registry::OrganisationKind;

class AccessTest : public ApiFixture {
 protected:
  std::string filled(std::string pattern) const {
    const auto put = [&](const std::string& name, const std::string& value) {
      pattern = std::regex_replace(pattern, std::regex("\\{" + name + "\\}"), value);
    };
    put("customer_id", customer_.id);
    put("supplier_id", supplier_.id);
    put("organisation_id", customer_.id);
    put("batch_id", "bat_00000001");
    put("entry_id", "ent_00000000000000000000000000000000");
    for (const auto& [name, prefix] :
         {std::pair("device_id", "dev_"), std::pair("token_id", "tok_"),
          std::pair("relationship_id", "rel_"), std::pair("person_id", "per_"),
          std::pair("session_id", "ses_"), std::pair("invitation_id", "lnk_"),
          std::pair("client_id", "cli_")}) {
      put(name, std::string(prefix) + "0000000000001");
    }
    put("sample_name", "partner.csv");
    return pattern;
  }

  static bool is_open(const http::Route& route) {
    static const std::set<std::string> open = {"authorize_device",
                                               "discover_device",
                                               "check_in",
                                               "start_provider_sign_in",
                                               "finish_provider_sign_in",
                                               "log_out_by_provider",
                                               "list_sign_in_providers",
                                               "issue_token",
                                               "revoke_issued_token",
                                               "list_samples",
                                               "download_sample",
                                               "get_openapi",
                                               "get_docs",
                                               "get_installation",
                                               "sign_in",
                                               "set_up",
                                               "open_invitation",
                                               "join_by_invitation",
                                               "reset_password",
                                               "open_relationship_request",
                                               "join_by_relationship_request"};
    return open.contains(route.operation);
  }
  static bool names_an_organisation(const http::Route& route) {
    return std::ranges::any_of(
        std::array{"{customer_id}", "{supplier_id}", "{organisation_id}"},
        [&](const char* owner) { return route.pattern.find(owner) != std::string::npos; });
  }

  Member operator_ = member(OrganisationKind::operator_, "Operator");
  Member customer_ = member(OrganisationKind::customer, "Fabrikam");
  Member supplier_ = member(OrganisationKind::supplier, "Contoso");
};

TEST_F(AccessTest, EveryOperationButTheOpenOnesNeedsAToken) {
  for (const auto& route : router_.routes()) {
    const auto answer = call(route.method, filled(route.pattern));
    if (is_open(route)) {
      EXPECT_EQ(answer.body.find("unauthenticated"), std::string::npos) << route.pattern;
    } else {
      EXPECT_EQ(answer.status, 401) << route.method << " " << route.pattern;
      EXPECT_EQ(answer.code(), "unauthenticated");
    }
  }
}

TEST_F(AccessTest, HidesAnOrganisationFromStrangers) {
  for (const auto kind :
       {OrganisationKind::customer, OrganisationKind::partner, OrganisationKind::supplier}) {
    const auto stranger = member(kind, "Stranger");
    for (const auto& route : router_.routes()) {
      if (!names_an_organisation(route)) continue;
      const auto answer = call(route.method, filled(route.pattern), {.token = stranger.token});
      EXPECT_EQ(answer.status, 404) << route.method << " " << route.pattern;
      EXPECT_EQ(answer.body.find("Fabrikam"), std::string::npos);
    }
  }
}

TEST_F(AccessTest, SaysTheSameOfAHiddenOrganisationAndOfNone) {
  const auto stranger = member(OrganisationKind::customer, "Stranger");
  const auto hidden = get("/api/v1/customers/" + customer_.id, stranger.token);
  const auto none = get("/api/v1/customers/org_0000000000001", stranger.token);
  EXPECT_EQ(hidden.body, none.body);
}

TEST_F(AccessTest, LetsOnlyTheOperatorCreateOrganisations) {
  const std::string body = R"({"kind": "customer", "name": "X"})";
  EXPECT_EQ(post("/api/v1/organisations", customer_.token, body).code(), "forbidden");
  EXPECT_EQ(post("/api/v1/organisations", operator_.token, body).status, 201);
}

TEST_F(AccessTest, ShowsAPartnerWithoutDelegationTheCustomersNameAndNothingMore) {
  const auto partner = member(OrganisationKind::partner, "Northwind");
  relate(partner, customer_, false);
  const auto list = get("/api/v1/customers", partner.token).json();
  EXPECT_EQ(list.at("items").at(0).at("name"), "Fabrikam");
  EXPECT_EQ(list.at("items").at(0).at("delegated_administration"), false);
  EXPECT_TRUE(list.at("items").at(0).at("devices").is_null());
  EXPECT_EQ(get("/api/v1/customers/" + customer_.id + "/devices", partner.token).status, 403);
  EXPECT_EQ(upload("/api/v1/customers/" + customer_.id + "/batches", partner.token, "").status,
            403);
}

TEST_F(AccessTest, LetsAPartnerWithDelegationWork) {
  const auto partner = member(OrganisationKind::partner, "Northwind");
  relate(partner, customer_, true);
  EXPECT_EQ(get("/api/v1/customers/" + customer_.id + "/devices", partner.token).status, 200);
  EXPECT_EQ(
      get("/api/v1/customers/" + customer_.id, partner.token).json().at("devices").at("total"), 0);
  EXPECT_EQ(get("/api/v1/organisations/" + customer_.id + "/tokens", partner.token).status, 403);
}

TEST_F(AccessTest, ListsForEachOnlyWhatIsItsOwn) {
  const auto items = [&](const std::string& target, const Member& who) {
    return get(target, who.token).json().at("items").as_array().size();
  };
  EXPECT_EQ(items("/api/v1/organisations", operator_), 3U);
  EXPECT_EQ(items("/api/v1/organisations", customer_), 1U);
  EXPECT_EQ(items("/api/v1/organisations?kind=partner", customer_), 0U);
  EXPECT_EQ(items("/api/v1/customers", customer_), 1U);
  EXPECT_EQ(items("/api/v1/customers", supplier_), 0U);
  EXPECT_EQ(items("/api/v1/customers", operator_), 1U);
}

TEST_F(AccessTest, NamesWhatIsWrongWithABadId) {
  const auto answer = get("/api/v1/customers/org_x", customer_.token);
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.json().at("detail"), "`org_x` is not the ID of a customer.");
}

TEST_F(AccessTest, RefusesAParameterWhereNoneIsTaken) {
  EXPECT_EQ(get("/api/v1/whoami?verbose=1", customer_.token).code(), "validation_failed");
}

TEST_F(AccessTest, RefusesToAnswerInAFormThatIsNotThere) {
  const auto answer = call("GET", "/api/v1/whoami",
                           {.token = customer_.token, .headers = {{"Accept", "application/xml"}}});
  EXPECT_EQ(answer.status, 406);
}

TEST_F(AccessTest, TellsWhoseATokenIs) {
  const auto answer = get("/api/v1/whoami", customer_.token).json();
  EXPECT_EQ(answer.at("organisation").at("name"), "Fabrikam");
  EXPECT_EQ(answer.at("token").at("name"), "test");
}

}  // namespace
}  // namespace muster::api
