#include <gtest/gtest.h>

#include <algorithm>

#include "api/api_fixture.h"

namespace muster::api {
namespace {

using registry::OrganisationKind;

class DevicesTest : public ApiFixture {
 protected:
  std::string devices() const { return "/api/v1/customers/" + customer_.id + "/devices"; }

  void register_devices(int count, const std::string& order_id = "PO-1") {
    std::string csv = "Manufacturer,Model,Serial Number\n";
    for (int i = 1; i <= count; ++i) csv += "Contoso,Book 1,SN-" + std::to_string(i) + "\n";
    const auto answer =
        upload("/api/v1/customers/" + customer_.id + "/batches?order_id=" + order_id,
               customer_.token, csv);
    ASSERT_EQ(answer.status, 202) << answer.body;
  }

  Answer patch(const std::string& target, std::string body, std::string if_match = {}) {
    Sent sent{.token = customer_.token, .body = std::move(body)};
    if (!if_match.empty()) sent.headers.emplace_back("If-Match", std::move(if_match));
    return call("PATCH", target, sent);
  }

  Member supplier_ = member(OrganisationKind::supplier, "Contoso");
  Member customer_ = member(OrganisationKind::customer, "Fabrikam");
};

TEST_F(DevicesTest, AreListedCountedAndExported) {
  publish(supplier_, 2);
  register_devices(3);
  decide_all();
  const auto counts = get(devices() + "/counts", customer_.token).json();
  EXPECT_EQ(counts.at("ready_for_user"), 2);
  EXPECT_EQ(counts.at("registration_failed"), 1);
  EXPECT_EQ(counts.at("total"), 3);
  const auto failed = get(devices() + "?state=registration_failed", customer_.token).json();
  EXPECT_EQ(failed.at("items").at(0).at("serial_number"), "SN-3");
  EXPECT_EQ(failed.at("items").at(0).at("error").at("code"), "device_not_found");
  const auto csv = get(devices() + "/export.csv?sort=serial_number", customer_.token).body;
  EXPECT_EQ(std::ranges::count(csv, '\n'), 4);
  EXPECT_LT(csv.find("SN-1"), csv.find("SN-2"));
}

TEST_F(DevicesTest, AreListedByEachOrderWithoutLosingOne) {
  publish(supplier_, 7);
  register_devices(9);
  decide_all();
  for (const char* sort : {"registered", "-registered", "serial_number", "-serial_number", "state",
                           "-state", "last_seen", "-last_seen"}) {
    std::vector<std::string> seen;
    std::string cursor;
    do {
      const auto page =
          get(devices() + "?limit=2&sort=" + sort + (cursor.empty() ? "" : "&cursor=" + cursor),
              customer_.token)
              .json();
      for (const auto& item : page.at("items").as_array()) {
        seen.emplace_back(item.at("serial_number").as_string());
      }
      const auto& next = page.at("next_cursor");
      cursor = next.is_null() ? "" : std::string(next.as_string());
    } while (!cursor.empty());
    EXPECT_EQ(seen.size(), 9U) << sort;
    std::ranges::sort(seen);
    EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end()) << sort;
  }
}

TEST_F(DevicesTest, RefuseTheCursorOfAnotherOrder) {
  publish(supplier_, 3);
  register_devices(3);
  const auto page = get(devices() + "?limit=1", customer_.token).json();
  const auto cursor = std::string(page.at("next_cursor").as_string());
  const auto answer = get(devices() + "?sort=state&cursor=" + cursor, customer_.token);
  EXPECT_EQ(answer.code(), "validation_failed");
  EXPECT_EQ(answer.json().at("errors").at(0).at("code"), "broken_cursor");
}

TEST_F(DevicesTest, AreFilteredByOrder) {
  publish(supplier_, 3);
  register_devices(2, "PO-1");
  EXPECT_EQ(get(devices() + "?order_id=PO-1", customer_.token).json().at("items").as_array().size(),
            2U);
  EXPECT_TRUE(
      get(devices() + "?order_id=PO-2", customer_.token).json().at("items").as_array().empty());
}

TEST_F(DevicesTest, TakeATagAndAUserAndLoseThemWithNull) {
  publish(supplier_, 1);
  register_devices(1);
  decide_all();
  const auto device = devices() + "/" + device_id(customer_, "SN-1");
  const auto tagged = patch(device, R"({"group_tag": "Büro", "assigned_user": "ada@example.com"})");
  ASSERT_EQ(tagged.status, 200) << tagged.body;
  EXPECT_EQ(tagged.json().at("group_tag"), "Büro");
  const auto cleared = patch(device, R"({"group_tag": null})");
  EXPECT_TRUE(cleared.json().at("group_tag").is_null());
  EXPECT_EQ(cleared.json().at("assigned_user"), "ada@example.com");
  EXPECT_EQ(patch(device, "{}").code(), "validation_failed");
}

TEST_F(DevicesTest, RefuseAChangeThatIsBasedOnAnOlderState) {
  publish(supplier_, 1);
  register_devices(1);
  decide_all();
  const auto device = devices() + "/" + device_id(customer_, "SN-1");
  const auto etag = get(device, customer_.token).header("ETag");
  const auto first = patch(device, R"({"group_tag": "a"})", etag);
  EXPECT_EQ(first.status, 200);
  EXPECT_NE(first.header("ETag"), etag);
  EXPECT_EQ(patch(device, R"({"group_tag": "b"})", etag).status, 412);
  EXPECT_EQ(patch(device, R"({"group_tag": "b"})", first.header("ETag")).status, 200);
}

TEST_F(DevicesTest, AreNotSentAgainToWhoeverHasThem) {
  publish(supplier_, 1);
  register_devices(1);
  decide_all();
  const auto device = devices() + "/" + device_id(customer_, "SN-1");
  const auto etag = get(device, customer_.token).header("ETag");
  const auto again =
      call("GET", device, {.token = customer_.token, .headers = {{"If-None-Match", etag}}});
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
}

TEST_F(DevicesTest, CanNotBeRemovedWhilePending) {
  register_devices(1);
  const auto device = devices() + "/" + device_id(customer_, "SN-1");
  const auto answer = call("DELETE", device, {.token = customer_.token});
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.json().at("detail"), "A device in Registration pending can't be removed.");
}

TEST_F(DevicesTest, CanBeRegisteredAgainOnceRemoved) {
  publish(supplier_, 1);
  register_devices(1);
  decide_all();
  const auto id = device_id(customer_, "SN-1");
  EXPECT_EQ(call("DELETE", devices() + "/" + id, {.token = customer_.token}).status, 204);
  EXPECT_EQ(get(devices() + "/" + id, customer_.token).status, 404);
  register_devices(1);
  decide_all();
  EXPECT_EQ(get(devices() + "/counts", customer_.token).json().at("ready_for_user"), 1);
}

TEST_F(DevicesTest, AreChangedAndRemovedByTheMany) {
  publish(supplier_, 2);
  register_devices(2);
  decide_all();
  const auto ids = R"("device_ids": [")" + device_id(customer_, "SN-1") + R"(", ")" +
                   device_id(customer_, "SN-2") + R"(", "dev_none"])";
  const auto updated =
      post(devices() + "/update", customer_.token, "{" + ids + R"(, "group_tag": "lab"})").json();
  EXPECT_EQ(updated.at("updated"), 2);
  EXPECT_EQ(updated.at("refused").at(0).at("device_id"), "dev_none");
  EXPECT_EQ(updated.at("refused").at(0).at("code"), "not_found");
  EXPECT_EQ(get(devices() + "?group_tag=lab", customer_.token).json().at("items").as_array().size(),
            2U);
  const auto removed = post(devices() + "/remove", customer_.token, "{" + ids + "}").json();
  EXPECT_EQ(removed.at("removed"), 2);
  EXPECT_EQ(get(devices() + "/counts", customer_.token).json().at("total"), 0);
}

TEST_F(DevicesTest, BecomeActiveByCheckingInAndInactiveAfterAWeek) {
  publish(supplier_, 1);
  register_devices(2);
  decide_all();
  const auto device = devices() + "/" + device_id(customer_, "SN-1");
  const auto seen = post(device + "/check-ins", customer_.token, "{}");
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(seen.json().at("state"), "active");
  clock_.move(std::chrono::days{7});
  EXPECT_EQ(get(device, customer_.token).json().at("state_title"), "Inactive");
  const auto failed = devices() + "/" + device_id(customer_, "SN-2");
  EXPECT_EQ(post(failed + "/check-ins", customer_.token, "").status, 409);
}

}  // namespace
}  // namespace muster::api
