#include <gtest/gtest.h>

#include "api/api_fixture.h"

namespace muster::api {
namespace {

using registry::OrganisationKind;

class HealthTest : public ApiFixture {
 protected:
  Member operator_ = member(OrganisationKind::operator_, "Operator");
};

TEST_F(HealthTest, TellsTheOperatorOfDatabaseAndDisk) {
  const auto answer = get("/api/v1/health", operator_.token);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto health = answer.json();
  EXPECT_EQ(health.at("state"), "ready");
  EXPECT_EQ(health.at("version"), "0.1.0");
  EXPECT_TRUE(std::string(health.at("database").at("name").as_string()).starts_with("SQLite 3."));
  EXPECT_EQ(health.at("database").at("answered_in_ms"), 0.25);
  EXPECT_EQ(health.at("disk").at("free_bytes"), 3'000'000'000);
  EXPECT_EQ(health.at("queue").at("rows"), 0);
  EXPECT_TRUE(health.at("queue").at("oldest_accepted_at").is_null());
}

TEST_F(HealthTest, CountsWhatWaitsToBeRegistered) {
  const auto customer = member(OrganisationKind::customer, "Harbour Bakery");
  const auto batch = upload("/api/v1/customers/" + customer.id + "/batches", customer.token,
                            partner_csv({"Contoso,Book 1,SN-1", "Contoso,Book 1,SN-2"}));
  ASSERT_EQ(batch.status, 202) << batch.body;
  const auto queue = get("/api/v1/health", operator_.token).json().at("queue");
  EXPECT_EQ(queue.at("batches"), 1);
  EXPECT_EQ(queue.at("rows"), 2);
  EXPECT_EQ(queue.at("oldest_accepted_at"), batch.json().at("accepted_at"));
  decide_all();
  EXPECT_EQ(get("/api/v1/health", operator_.token).json().at("queue").at("rows"), 0);
}

TEST_F(HealthTest, IsNobodyElsesBusiness) {
  for (const auto kind :
       {OrganisationKind::partner, OrganisationKind::customer, OrganisationKind::supplier}) {
    const auto answer = get("/api/v1/health", member(kind, "Somebody").token);
    EXPECT_EQ(answer.status, 403) << answer.body;
    EXPECT_EQ(answer.code(), "forbidden");
  }
}

}  // namespace
}  // namespace muster::api
