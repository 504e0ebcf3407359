#include "api/device/check_in_session.h"

#include <gtest/gtest.h>

#include "api/device/session_body.h"

namespace muster::api::device {
namespace {

using registry::Time;

constexpr InstallationSecret secret{1, 2, 3};
constexpr Time now{std::chrono::hours{1000}};
constexpr std::int64_t key_number = 4711;

/// A check-in of org_1 and dev_1, with what a test changes of it.
struct Sent {
  CheckInSession session = make_check_in_session(secret, "org_1", "dev_1", key_number, now);
  std::string organisation_id = "org_1";
  std::string device_id = "dev_1";
  std::int64_t time = 5;

  SessionCheckIn check_in() const {
    return {
        .organisation_id = organisation_id,
        .device_id = device_id,
        .time = time,
        .session = session.name,
        .mac = identity::check_in_mac(session.key, organisation_id, device_id, time, session.name)};
  }
};

TEST(CheckInSession, StandsForTheKeyThatItWasMadeFor) {
  const Sent sent;
  EXPECT_EQ(key_number_of(secret, sent.check_in(), now), key_number);
}

TEST(CheckInSession, IsOverAfterADay) {
  const Sent sent;
  const auto end = now + std::chrono::hours{24};
  EXPECT_TRUE(key_number_of(secret, sent.check_in(), end - std::chrono::milliseconds{1}));
  EXPECT_FALSE(key_number_of(secret, sent.check_in(), end));
}

TEST(CheckInSession, IsOfOneDeviceOfOneOrganisation) {
  Sent other_device;
  other_device.device_id = "dev_2";
  EXPECT_FALSE(key_number_of(secret, other_device.check_in(), now));
  Sent other_organisation;
  other_organisation.organisation_id = "org_2";
  EXPECT_FALSE(key_number_of(secret, other_organisation.check_in(), now));
}

TEST(CheckInSession, CannotBeMadeLongerNorForAnotherKey) {
  for (const auto* const name : {"4711.99999999999999", "4712.3686400000", "4711.", ".1", "4711",
                                 "", "4711.3686400000.1", "-1.3686400000"}) {
    Sent forged;
    forged.session.name = name;
    EXPECT_FALSE(key_number_of(secret, forged.check_in(), now)) << name;
  }
}

TEST(CheckInSession, IsOfOneInstallation) {
  const Sent sent;
  EXPECT_FALSE(key_number_of(InstallationSecret{9}, sent.check_in(), now));
}

TEST(CheckInSession, CoversTheTimeWithItsMac) {
  const Sent sent;
  auto check_in = sent.check_in();
  check_in.time += 1;
  EXPECT_FALSE(key_number_of(secret, check_in, now));
  check_in = sent.check_in();
  check_in.mac[31] ^= 1;
  EXPECT_FALSE(key_number_of(secret, check_in, now));
}

const std::string mac(64, 'a');

TEST(SessionBody, IsReadInAnyOrder) {
  const auto body = R"( {"mac":")" + mac +
                    R"(", "time" : 7,"session":"1.2","device_id":"d",)"
                    "\n\"organisation_id\":\"o\"} ";
  const auto read = read_session_body(body);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->organisation_id, "o");
  EXPECT_EQ(read->device_id, "d");
  EXPECT_EQ(read->session, "1.2");
  EXPECT_EQ(read->time, 7);
  EXPECT_EQ(read->mac, [] {
    identity::CheckInMac bytes;
    bytes.fill(0xAA);
    return bytes;
  }());
}

TEST(SessionBody, LeavesEverythingUnusualToOthers) {
  const auto whole =
      R"({"organisation_id":"o","device_id":"d","time":7,"session":"1.2","mac":")" + mac + R"("})";
  ASSERT_TRUE(read_session_body(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read_session_body(std::string_view(whole).substr(0, size))) << size;
  }
  const auto with = [&](std::string_view what, std::string_view instead) {
    auto body = whole;
    return body.replace(body.find(what), what.size(), instead);
  };
  for (const auto& body : {
           whole + "x",
           with("\"time\":7", "\"time\":7.5"),
           with("\"time\":7", "\"time\":7e2"),
           with("\"time\":7", "\"time\":-7"),
           with("\"time\":7", "\"time\":07"),
           with("\"time\":7", "\"time\":\"7\""),
           with("\"time\":7", "\"time\":99999999999999999999"),
           with("\"time\":7", "\"time\":7,\"time\":8"),
           with("\"time\":7", "\"time\":7,\"more\":\"x\""),
           with("\"device_id\":\"d\"", "\"device_id\":\"d\",\"device_id\":\"e\""),
           with("\"device_id\":\"d\"", "\"device_id\":\"\\u0064\""),
           with("\"device_id\":\"d\"", "\"device_id\":\"" + std::string(33, 'd') + "\""),
           with("\"device_id\":\"d\"", "\"device_id\":null"),
           with("aaaa", "AAAA"),
           with("aaaa", "aaa"),
       }) {
    EXPECT_FALSE(read_session_body(body)) << body;
  }
}

}  // namespace
}  // namespace muster::api::device
