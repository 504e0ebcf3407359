#include <gtest/gtest.h>

#include "api/api_fixture.h"

namespace muster::api {
namespace {

using registry::OrganisationKind;

class OrganisationsTest : public ApiFixture {
 protected:
  Member operator_ = member(OrganisationKind::operator_, "Operator");
};

TEST_F(OrganisationsTest, AreCreatedWithANameOfAnyScript) {
  const auto answer =
      post("/api/v1/organisations", operator_.token, R"({"kind": "customer", "name": "株式会社"})");
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.json().at("name"), "株式会社");
  EXPECT_EQ(get(answer.header("Location"), operator_.token).json(), answer.json());
}

TEST_F(OrganisationsTest, HaveNamesThatAreUniqueByKind) {
  const auto create = [&](const std::string& kind) {
    return post("/api/v1/organisations", operator_.token,
                R"({"kind": ")" + kind + R"(", "name": "Contoso"})")
        .status;
  };
  EXPECT_EQ(create("customer"), 201);
  EXPECT_EQ(create("customer"), 409);
  EXPECT_EQ(create("supplier"), 201);
}

TEST_F(OrganisationsTest, ArePagedByCursor) {
  for (int i = 0; i < 5; ++i) member(OrganisationKind::partner, "P" + std::to_string(i));
  std::size_t seen = 0;
  std::string cursor;
  do {
    const auto page = get("/api/v1/organisations?kind=partner&limit=2" +
                              (cursor.empty() ? "" : "&cursor=" + cursor),
                          operator_.token)
                          .json();
    seen += page.at("items").as_array().size();
    const auto& next = page.at("next_cursor");
    cursor = next.is_null() ? "" : std::string(next.as_string());
  } while (!cursor.empty());
  EXPECT_EQ(seen, 5U);
}

TEST_F(OrganisationsTest, GetTokensThatWorkUntilTheyAreRevoked) {
  const auto customer = member(OrganisationKind::customer, "Fabrikam");
  const auto tokens = "/api/v1/organisations/" + customer.id + "/tokens";
  const auto made = post(tokens, operator_.token, R"({"name": "ci"})");
  ASSERT_EQ(made.status, 201) << made.body;
  const auto text = std::string(made.json().at("token").as_string());
  EXPECT_EQ(get("/api/v1/whoami", text).status, 200);

  const auto list = get(tokens, customer.token);
  EXPECT_EQ(list.json().at("items").as_array().size(), 2U);
  EXPECT_EQ(list.body.find(text), std::string::npos);

  const auto token = tokens + "/" + std::string(made.json().at("id").as_string());
  EXPECT_EQ(call("DELETE", token, {.token = customer.token}).status, 204);
  EXPECT_EQ(get("/api/v1/whoami", text).status, 401);
  EXPECT_EQ(call("DELETE", token, {.token = customer.token}).status, 404);
}

TEST_F(OrganisationsTest, GetNoTokenThatHasExpiredAlready) {
  const auto answer = post("/api/v1/organisations/" + operator_.id + "/tokens", operator_.token,
                           R"({"name": "x", "expires_at": "2020-01-01T00:00:00Z"})");
  EXPECT_EQ(answer.json().at("errors").at(0).at("code"), "in_the_past");
}

TEST_F(OrganisationsTest, AreRelatedOnceByTheOperator) {
  const auto partner = member(OrganisationKind::partner, "Northwind");
  const auto customer = member(OrganisationKind::customer, "Fabrikam");
  const auto body = R"({"partner_id": ")" + partner.id + R"(", "customer_id": ")" + customer.id +
                    R"(", "delegated_administration": true})";
  const auto made = post("/api/v1/relationships", operator_.token, body);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.json().at("state"), "active");
  EXPECT_EQ(post("/api/v1/relationships", operator_.token, body).status, 409);
  EXPECT_EQ(post("/api/v1/relationships", partner.token, body).status, 403);
  EXPECT_EQ(get("/api/v1/relationships", customer.token).json().at("items").at(0), made.json());
}

TEST_F(OrganisationsTest, NeedAJsonBody) {
  const auto answer =
      call("POST", "/api/v1/organisations",
           {.token = operator_.token, .body = "kind=x", .content_type = "text/plain"});
  EXPECT_EQ(answer.status, 415);
}

TEST_F(OrganisationsTest, AreToldWhatSamplesThereAre) {
  const auto list = call("GET", "/api/v1/samples").json();
  const auto url = std::string(list.at("items").at(0).at("url").as_string());
  EXPECT_EQ(call("GET", url).body, "Manufacturer,Model,Serial Number\r\n");
}

}  // namespace
}  // namespace muster::api
