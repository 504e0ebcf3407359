#include <gtest/gtest.h>

#include "api/api_fixture.h"

namespace muster::api {
namespace {

using registry::OrganisationKind;
using std::chrono::days;

class DeviceHistoryTest : public ApiFixture {
 protected:
  DeviceHistoryTest() {
    relate(partner_, customer_, true);
    publish(supplier_, 2);
    upload(customer() + "/batches?order_id=PO-1", partner_.token,
           partner_csv({"Contoso,Book 1,SN-1", "Contoso,Book 1,SN-2", "Contoso,Book 1,SN-3"}));
    decide_all();
  }

  std::string customer() const { return "/api/v1/customers/" + customer_.id; }
  std::string device(const std::string& serial) {
    return customer() + "/devices/" + device_id(customer_, serial);
  }
  boost::json::array history(const std::string& path, const Member& member) {
    const auto answer = get(path + "/history", member.token);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json().at("items").as_array();
  }
  boost::json::value by_day(int count) {
    return get(customer() + "/devices/by-day?days=" + std::to_string(count), customer_.token)
        .json()
        .at("items");
  }

  Member supplier_ = member(OrganisationKind::supplier, "Contoso");
  Member customer_ = member(OrganisationKind::customer, "Fabrikam");
  Member partner_ = member(OrganisationKind::partner, "Larkspur");
};

TEST_F(DeviceHistoryTest, SaysWhyADeviceFailed) {
  const auto events = history(device("SN-3"), partner_);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].at("order_id"), "PO-1");
  EXPECT_EQ(events[0].at("who").at("organisation_name"), "Larkspur");
  EXPECT_EQ(events[1].at("event"), "failed");
  EXPECT_EQ(events[1].at("who").at("name"), "muster");
  EXPECT_EQ(events[1].at("error").at("code"), "device_not_found");
  EXPECT_EQ(events[1].at("error").at("request_id"), events[0].at("request_id"));
}

TEST_F(DeviceHistoryTest, NamesPeopleOfACustomerToThatCustomerOnly) {
  const auto path = device("SN-1");
  ASSERT_EQ(post(path + "/check-ins", customer_.token, "{}").status, 200);
  const auto seen_by_customer = history(path, customer_).at(2).at("who");
  const auto seen_by_partner = history(path, partner_).at(2).at("who");
  EXPECT_TRUE(seen_by_customer.at("name").is_string());
  EXPECT_TRUE(seen_by_partner.at("name").is_null());
  EXPECT_EQ(seen_by_partner.at("organisation_name"), "Fabrikam");
}

TEST_F(DeviceHistoryTest, GoesOnAfterTheDeviceWasRemoved) {
  const auto path = device("SN-1");
  ASSERT_EQ(call("DELETE", path, {.token = partner_.token}).status, 204);
  EXPECT_EQ(history(path, customer_).back().at("event"), "removed");
  const auto audit = get(path + "/audit", customer_.token).json().at("items");
  EXPECT_EQ(audit.at(0).at("action"), "device.removed");
  EXPECT_EQ(get(path + "/check-ins", customer_.token).code(), "not_found");
}

TEST_F(DeviceHistoryTest, IsOfTheCustomerInThePathOnly) {
  const auto stranger = member(OrganisationKind::customer, "Tailspin");
  const auto path = "/api/v1/customers/" + stranger.id + "/devices/" + device_id(customer_, "SN-1");
  for (const char* what : {"/history", "/audit", "/check-ins"}) {
    EXPECT_EQ(get(path + what, stranger.token).code(), "not_found") << what;
  }
}

TEST_F(DeviceHistoryTest, DaysFollowTheClock) {
  const auto path = device("SN-1");
  post(path + "/check-ins", customer_.token, "{}");
  clock_.move(days{2});
  post(path + "/check-ins", customer_.token, "{}");
  call("DELETE", device("SN-2"), {.token = customer_.token});
  const auto items = by_day(3);
  EXPECT_EQ(items.at(0).at("accepted"), 3);
  EXPECT_EQ(items.at(0).at("enrolled"), 1);
  EXPECT_EQ(items.at(0).at("states").at("ready_for_user"), 1);
  EXPECT_EQ(items.at(1).at("seen"), 0);
  EXPECT_EQ(items.at(1).at("states"), items.at(0).at("states"));
  EXPECT_EQ(items.at(2).at("seen"), 1);
  EXPECT_EQ(items.at(2).at("removed"), 1);
  EXPECT_EQ(items.at(2).at("states").at("ready_for_user"), 0);
  const auto seen = get(path + "/check-ins", customer_.token).json();
  EXPECT_EQ(seen.at("days").as_array().size(), 2U);
  EXPECT_TRUE(seen.at("key").is_null());
  EXPECT_TRUE(seen.at("first_at").is_string());
}

}  // namespace
}  // namespace muster::api
