#include "api/idempotency.h"

#include <gtest/gtest.h>

#include "api/api_fixture.h"
#include "api/problems.h"

namespace muster::api {
namespace {

using registry::OrganisationKind;

class IdempotencyTest : public ApiFixture {
 protected:
  Member operator_ = member(OrganisationKind::operator_, "Operator");
  Member customer_ = member(OrganisationKind::customer, "Fabrikam");
};

TEST_F(IdempotencyTest, AnswersTheSameRequestWithTheSameAnswer) {
  const std::string body = R"({"kind": "partner", "name": "Northwind"})";
  const auto first = post("/api/v1/organisations", operator_.token, body, "key-1");
  const auto second = post("/api/v1/organisations", operator_.token, body, "key-1");
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(first.header("Location"), second.header("Location"));
  EXPECT_EQ(first.header("Idempotency-Replayed"), "");
  EXPECT_EQ(second.header("Idempotency-Replayed"), "true");
}

TEST_F(IdempotencyTest, RefusesAnotherRequestUnderTheSameKey) {
  post("/api/v1/organisations", operator_.token, R"({"kind": "partner", "name": "A"})", "key-1");
  const auto other = post("/api/v1/organisations", operator_.token,
                          R"({"kind": "partner", "name": "B"})", "key-1");
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(other.code(), "idempotency_key_reused");
}

TEST_F(IdempotencyTest, KeepsTheKeysOfOrganisationsApart) {
  const auto tokens = [](const Member& member) {
    return "/api/v1/organisations/" + member.id + "/tokens";
  };
  const auto first = post(tokens(operator_), operator_.token, R"({"name": "a"})", "key-1");
  const auto second = post(tokens(customer_), customer_.token, R"({"name": "a"})", "key-1");
  EXPECT_EQ(second.status, 201);
  EXPECT_NE(first.body, second.body);
}

TEST_F(IdempotencyTest, FreesTheKeyOfARequestThatWasRefused) {
  EXPECT_EQ(post("/api/v1/organisations", operator_.token, "{}", "key-1").status, 422);
  EXPECT_EQ(
      post("/api/v1/organisations", operator_.token, R"({"kind": "partner", "name": "A"})", "key-1")
          .status,
      201);
}

TEST_F(IdempotencyTest, SaysThatTheFirstRequestIsStillBeingDone) {
  const Reservation running(store_->idempotency(), operator_.organisation.id, "key-1");
  const auto second = post("/api/v1/organisations", operator_.token,
                           R"({"kind": "partner", "name": "A"})", "key-1");
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(second.code(), "idempotency_key_in_use");
  EXPECT_EQ(second.header("Retry-After"), "1");
}

TEST_F(IdempotencyTest, RefusesAKeyThatIsNone) {
  for (const auto& key : {std::string(256, 'k'), std::string("a\tb"), std::string("ä")}) {
    EXPECT_EQ(post("/api/v1/organisations", operator_.token, "{}", key).code(),
              "validation_failed");
  }
}

TEST_F(IdempotencyTest, ShowsATokenAgainOnlyToWhoeverMadeItAndStoresItSealed) {
  const auto target = "/api/v1/organisations/" + customer_.id + "/tokens";
  const auto first = post(target, customer_.token, R"({"name": "a"})", "key-1");
  const auto text = std::string(first.json().at("token").as_string());

  EXPECT_EQ(post(target, customer_.token, R"({"name": "a"})", "key-1").body, first.body);
  // Another token of the same organisation must not get at it.
  EXPECT_EQ(post(target, text, R"({"name": "a"})", "key-1").code(), "idempotency_key_reused");
  const auto kept = store_->idempotency().reserve(customer_.organisation.id, "key-1");
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().answer->body.find(text), std::string::npos);
}

TEST_F(IdempotencyTest, MakesOneBatchOfAnUploadThatIsSentTwice) {
  const auto target = "/api/v1/customers/" + customer_.id + "/batches?order_id=PO-1";
  const auto csv = partner_csv({"Contoso,Book 1,SN-1"});
  const auto first = upload(target, customer_.token, csv, "key-1");
  const auto second = upload(target, customer_.token, csv, "key-1");
  EXPECT_EQ(first.status, 202) << first.body;
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.header("Location"), first.header("Location"));
  EXPECT_EQ(second.header("Idempotency-Replayed"), "true");
  const auto list = get("/api/v1/customers/" + customer_.id + "/batches", customer_.token);
  EXPECT_EQ(list.json().at("items").as_array().size(), 1U);
}

TEST_F(IdempotencyTest, RefusesAnotherFileUnderTheKeyOfAnUpload) {
  const auto target = "/api/v1/customers/" + customer_.id + "/batches";
  upload(target, customer_.token, partner_csv({"Contoso,Book 1,SN-1"}), "key-1");
  EXPECT_EQ(upload(target, customer_.token, partner_csv({"Contoso,Book 1,SN-2"}), "key-1").code(),
            "idempotency_key_reused");
  EXPECT_EQ(upload(target + "?order_id=other", customer_.token,
                   partner_csv({"Contoso,Book 1,SN-1"}), "key-1")
                .code(),
            "idempotency_key_reused");
}

TEST_F(IdempotencyTest, FreesTheKeyOfAnUploadThatCouldNotBeRead) {
  const auto target = "/api/v1/customers/" + customer_.id + "/batches";
  EXPECT_EQ(upload(target, customer_.token, "nonsense\n", "key-1").code(), "file_not_readable");
  EXPECT_EQ(upload(target, customer_.token, partner_csv({"Contoso,Book 1,SN-1"}), "key-1").status,
            202);
}

}  // namespace
}  // namespace muster::api
