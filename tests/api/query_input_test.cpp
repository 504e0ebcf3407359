#include "api/query_input.h"

#include <gtest/gtest.h>

#include "api/problems.h"
#include "registry/ids.h"

namespace muster::api {
namespace {

http::Request request_with(std::vector<std::pair<std::string, std::string>> query) {
  http::Request request;
  request.query = std::move(query);
  return request;
}

/// What is refused of a query of a list with an order ID, a state and a batch.
std::vector<http::ProblemItem> errors_of(std::vector<std::pair<std::string, std::string>> query) {
  const auto request = request_with(std::move(query));
  QueryInput input(request);
  input.text("order_id", any_text);
  input.choice("state", {"pending", "failed"});
  input.id<registry::BatchId>("batch_id", "a batch");
  input.flag("dry_run");
  input.limit();
  try {
    input.finish();
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.problem().code, "validation_failed");
    return refusal.problem().errors;
  }
  return {};
}

TEST(QueryInput, TakesWhatItKnows) {
  EXPECT_TRUE(errors_of({{"order_id", "ÄÖ 你好"}, {"state", "failed"}, {"limit", "200"}}).empty());
}

TEST(QueryInput, NamesTheNearestParameterForAnUnknownOne) {
  const auto errors = errors_of({{"orderid", "x"}});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].code, "unknown_parameter");
  EXPECT_EQ(errors[0].parameter, "orderid");
  EXPECT_NE(errors[0].message.find("Did you mean `order_id`?"), std::string::npos);
}

TEST(QueryInput, RefusesARepeatedParameter) {
  EXPECT_EQ(errors_of({{"limit", "1"}, {"limit", "2"}}).at(0).code, "repeated");
}

TEST(QueryInput, HoldsTheLimitBetweenOneAndTwoHundred) {
  for (const char* limit : {"0", "201", "-1", "ten", "", "1.5", "99999999999999999999"}) {
    EXPECT_EQ(errors_of({{"limit", limit}}).size(), 1U) << limit;
  }
}

TEST(QueryInput, RefusesInvalidUtf8AndShowsIt) {
  const auto errors = errors_of({{"order_id", "a\xFF"}});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].code, "not_utf8");
  EXPECT_EQ(errors[0].value, "a\\xFF");
}

TEST(QueryInput, CollectsEverythingThatIsWrong) {
  const auto errors = errors_of({{"state", "faild"}, {"batch_id", "bat_?"}, {"dry_run", "1"}});
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_NE(errors[0].message.find("Did you mean `failed`?"), std::string::npos);
  EXPECT_EQ(errors[1].code, "not_an_id");
  EXPECT_EQ(errors[2].parameter, "dry_run");
}

}  // namespace
}  // namespace muster::api
