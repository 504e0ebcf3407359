#include <array>

#include "registry/request_record.h"
#include "storage/a_store.h"

namespace muster::storage {
namespace {

using registry::LateLine;
using registry::OrganisationId;
using registry::RequestRecord;

class RequestsTest : public AStore {
 protected:
  RequestRecord a_request(std::string id, OrganisationId of) {
    return {.organisation = of,
            .request_id = std::move(id),
            .at = clock.now(),
            .method = "POST",
            .path = "/api/v1/organisations",
            .operation = "create_organisation",
            .status = 422,
            .problem = "validation_failed",
            .detail = "No name.",
            .actor_name = "Ada",
            .address = "192.0.2.7",
            .duration = std::chrono::microseconds{1234},
            .log = {R"({"message":"request"})"}};
  }
  void keep(const RequestRecord& request) {
    const std::array one{request};
    store->requests().keep(one);
  }
  bool has(const std::string& id) { return store->requests().find({}, id).has_value(); }

  static constexpr OrganisationId ours{7};
  static constexpr OrganisationId theirs{8};
};

TEST_F(RequestsTest, GivesBackWhatItKept) {
  const auto request = a_request("req_1", ours);
  keep(request);
  const auto found = store->requests().find(ours, "req_1");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->at, request.at);
  EXPECT_EQ(found->path, request.path);
  EXPECT_EQ(found->status, 422);
  EXPECT_EQ(found->problem, "validation_failed");
  EXPECT_EQ(found->duration, request.duration);
  EXPECT_EQ(found->log, request.log);
}

TEST_F(RequestsTest, ShowsARequestToNoOtherOrganisation) {
  keep(a_request("req_1", ours));
  EXPECT_FALSE(store->requests().find(theirs, "req_1"));
  EXPECT_TRUE(has("req_1"));
}

TEST_F(RequestsTest, KeepsTheFirstOfTwoWithOneId) {
  keep(a_request("req_1", ours));
  auto second = a_request("req_1", ours);
  second.status = 200;
  keep(second);
  EXPECT_EQ(store->requests().find(ours, "req_1")->status, 422);
}

TEST_F(RequestsTest, AddsLinesThatComeLateAndReturnsThoseOfNone) {
  keep(a_request("req_1", ours));
  const std::array lines{LateLine{"req_1", R"({"message":"batch over"})"},
                         LateLine{"req_2", R"({"message":"lost"})"}};
  const auto of_none = store->requests().add_lines(lines);
  ASSERT_EQ(of_none.size(), 1U);
  EXPECT_EQ(of_none.front().request_id, "req_2");
  EXPECT_EQ(store->requests().find(ours, "req_1")->log.back(), R"({"message":"batch over"})");
}

TEST_F(RequestsTest, ForgetsWhatIsOlderThanThirtyDays) {
  keep(a_request("req_1", ours));
  clock.advance(std::chrono::days{29});
  keep(a_request("req_2", ours));
  clock.advance(std::chrono::days{2});
  store->requests().forget_old({});
  EXPECT_FALSE(has("req_1"));
  EXPECT_TRUE(has("req_2"));
}

TEST_F(RequestsTest, ForgetsTheOldestBeyondTheLimitOfEachSort) {
  for (const auto* const id : {"req_1", "req_2", "req_3"}) {
    keep(a_request(id, ours));
    keep(a_request(std::string(id) + "_nobody", {}));
    clock.advance(std::chrono::seconds{1});
  }
  store->requests().forget_old({.signed_in = 10, .nobodys = 1});
  EXPECT_TRUE(has("req_1"));
  EXPECT_FALSE(has("req_1_nobody"));
  EXPECT_TRUE(has("req_3_nobody"));
}

}  // namespace
}  // namespace muster::storage
