#include "registry/check_in_desk.h"

#include <gtest/gtest.h>

#include <latch>
#include <stdexcept>
#include <thread>

namespace muster::registry {
namespace {

/// Writes nothing; the first write waits until it is let go.
class SlowEnrolments final : public Enrolments {
 public:
  std::vector<bool> check_in(std::span<const SignedCheckIn> check_ins) override {
    groups.push_back(check_ins.size());
    if (groups.size() == 1) {
      began.count_down();
      go_on.wait();
    }
    if (fails) throw std::runtime_error("the disk is gone");
    std::vector<bool> taken;
    for (const auto& one : check_ins) taken.push_back(one.device.value % 2 == 0);
    return taken;
  }
  EnrolmentToken create_token(EnrolmentToken token, const EnrolmentHash&) override { return token; }
  std::vector<EnrolmentToken> tokens(OrganisationId) override { return {}; }
  bool revoke_token(OrganisationId, EnrolmentTokenId) override { return false; }
  std::optional<EnrolmentToken> use_token(OrganisationId, const EnrolmentHash&,
                                          RegistrationId) override {
    return {};
  }
  bool is_good_token(OrganisationId, const EnrolmentHash&) override { return false; }
  bool enrol(OrganisationId, RegistrationId, std::span<const std::uint8_t>, Time) override {
    return false;
  }
  bool allow_again(OrganisationId, RegistrationId) override { return false; }
  std::optional<DeviceKey> key_of(OrganisationId, RegistrationId) override { return {}; }
  void ask(OrganisationId, RegistrationId, const TpmChallenge&) override {}
  std::optional<TpmChallenge> asked(OrganisationId, RegistrationId) override { return {}; }

  std::latch began{1};
  std::latch go_on{1};
  bool fails = false;
  std::vector<std::size_t> groups;
};

SignedCheckIn of_device(std::int64_t number) { return {.device = RegistrationId{number}}; }

TEST(CheckInDesk, WritesAllThatWaitAsOneGroupAndTellsEachItsOwn) {
  SlowEnrolments enrolments;
  CheckInDesk desk(enrolments);
  std::array<bool, 9> taken{};
  std::vector<std::jthread> threads;
  threads.emplace_back([&] { taken[0] = desk.take(of_device(0)); });
  enrolments.began.wait();
  std::latch asked(8);
  for (std::size_t i = 1; i < taken.size(); ++i) {
    threads.emplace_back([&, i] {
      asked.count_down();
      taken[i] = desk.take(of_device(static_cast<std::int64_t>(i)));
    });
  }
  asked.wait();
  enrolments.go_on.count_down();
  threads.clear();
  for (std::size_t i = 0; i < taken.size(); ++i) EXPECT_EQ(taken[i], i % 2 == 0) << i;
  std::size_t written = 0;
  for (const auto size : enrolments.groups) written += size;
  EXPECT_EQ(written, 9U) << "each once";
  EXPECT_EQ(enrolments.groups.front(), 1U);
}

TEST(CheckInDesk, TellsWhoeverWaitedThatTheDiskFailedAndGoesOn) {
  SlowEnrolments enrolments;
  enrolments.go_on.count_down();
  CheckInDesk desk(enrolments);
  enrolments.fails = true;
  EXPECT_THROW(desk.take(of_device(2)), std::runtime_error);
  enrolments.fails = false;
  EXPECT_TRUE(desk.take(of_device(2)));
}

}  // namespace
}  // namespace muster::registry
