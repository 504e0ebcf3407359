#include "registry/device_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::registry {
namespace {

using enum DeviceEventKind;
using testing::ElementsAre;

Time at(int second) { return Time{std::chrono::seconds{1'790'000'000 + second}}; }

constexpr OrganisationId partner{5};
constexpr BatchId batch{77};

RegistrationAttempt an_attempt(StoredState state, int changed = 10) {
  RegistrationAttempt attempt;
  attempt.device = {.id = registration_of(batch, 2), .state = state, .changed_at = at(changed)};
  attempt.batch = {.id = batch,
                   .origin = {.order_id = "SO-1",
                              .created_by = partner,
                              .created_by_name = "Larkspur",
                              .token_name = "Ada",
                              .request_id = "req_1"},
                   .accepted_at = at(0)};
  attempt.decided_at = at(10);
  return attempt;
}

AuditEntry an_entry(std::string action, int second) {
  return {.at = at(second),
          .change = {.action = std::move(action)},
          .cause = {.organisation = OrganisationId{9}, .name = "Ana", .request_id = "req_2"}};
}

std::vector<DeviceEventKind> kinds_of(const std::vector<DeviceEvent>& events) {
  std::vector<DeviceEventKind> kinds;
  for (const auto& event : events) kinds.push_back(event.kind);
  return kinds;
}

TEST(DeviceHistory, SaysWhoRegisteredADeviceAndThatTheServerDecided) {
  const auto events = history_of({an_attempt(StoredState::registered)});
  ASSERT_THAT(kinds_of(events), ElementsAre(accepted, registered));
  EXPECT_EQ(events[0].at, at(0));
  EXPECT_EQ(events[0].who, (Actor{"Ada", partner, "Larkspur"}));
  EXPECT_EQ(events[0].order_id, "SO-1");
  EXPECT_EQ(events[1].at, at(10));
  EXPECT_TRUE(events[1].exact);
  EXPECT_EQ(events[1].who, std::nullopt);
}

TEST(DeviceHistory, HasNothingMoreOfADeviceThatWaits) {
  EXPECT_THAT(kinds_of(history_of({an_attempt(StoredState::pending)})), ElementsAre(accepted));
}

TEST(DeviceHistory, SaysWhoGaveABatchUp) {
  auto attempt = an_attempt(StoredState::pending);
  attempt.batch.state = BatchState::cancelled;
  attempt.batch.finished_at = at(4);
  attempt.cancel = an_entry("batch.cancelled", 3);
  const auto events = history_of({attempt});
  ASSERT_THAT(kinds_of(events), ElementsAre(accepted, cancelled));
  EXPECT_EQ(events[1].at, at(4));
  EXPECT_EQ(events[1].who->name, "Ana");
}

TEST(DeviceHistory, GoesOnWithTheBatchThatSpeaksForAFailedRow) {
  auto first = an_attempt(StoredState::retried, 20);
  first.device.error.emplace().code = ErrorCode::device_not_found;
  auto second = an_attempt(StoredState::registered);
  second.device.id = registration_of(BatchId{88}, 2);
  second.batch.id = BatchId{88};
  second.batch.accepted_at = at(20);
  second.decided_at = at(25);
  first.retried_in = second.batch;
  const auto events = history_of({first, second});
  ASSERT_THAT(kinds_of(events), ElementsAre(accepted, failed, retried, accepted, registered));
  EXPECT_EQ(events[1].error->code, ErrorCode::device_not_found);
  EXPECT_EQ(events[1].request_id, "req_1");
  EXPECT_EQ(events[2].retried_as, second.device.id);
  EXPECT_EQ(events[3].device, second.device.id);
}

TEST(DeviceHistory, SaysWhoApprovedARowAndAsWhatItGoesOn) {
  auto first = an_attempt(StoredState::retried, 20);
  first.device.error.emplace().code = ErrorCode::approval_needed;
  first.entries = {an_entry("device.approved", 20)};
  auto second = an_attempt(StoredState::registered);
  second.device.id = registration_of(BatchId{88}, 2);
  second.batch.id = BatchId{88};
  second.batch.origin.approved = true;
  second.batch.accepted_at = at(20);
  second.decided_at = at(25);
  first.retried_in = second.batch;
  const auto events = history_of({first, second});
  ASSERT_THAT(kinds_of(events), ElementsAre(accepted, failed, approved, registered));
  EXPECT_EQ(events[2].who->name, "Ana");
  EXPECT_EQ(events[2].retried_as, second.device.id);
}

TEST(DeviceHistory, NamesNobodyForARetryOutOfSight) {
  auto attempt = an_attempt(StoredState::retried, 20);
  attempt.device.error.emplace();
  const auto events = history_of({attempt});
  ASSERT_THAT(kinds_of(events), ElementsAre(accepted, failed, retried));
  EXPECT_EQ(events[2].who, Actor{});
  EXPECT_FALSE(events[2].retried_as);
}

TEST(DeviceHistory, TellsOfEnrolmentsAndRemovalFromTheAuditLog) {
  auto attempt = an_attempt(StoredState::removed, 60);
  attempt.entries = {an_entry("device.enrolled", 30), an_entry("device.enrolment_allowed", 40),
                     an_entry("device.changed", 45), an_entry("device.enrolled_again", 50),
                     an_entry("device.removed", 60)};
  const auto events = history_of({attempt});
  ASSERT_THAT(kinds_of(events), ElementsAre(accepted, registered, enrolled, enrolment_allowed,
                                            enrolled_again, removed));
  EXPECT_EQ(events[5].who->name, "Ana");
  EXPECT_EQ(events[5].request_id, "req_2");
}

TEST(DeviceHistory, SaysSoWhereATimeWasNotWrittenDown) {
  auto attempt = an_attempt(StoredState::enrolled, 90);  // changed since, as by a new group tag
  attempt.decided_at.reset();
  attempt.batch.finished_at = at(12);
  const auto events = history_of({attempt});
  ASSERT_THAT(kinds_of(events), ElementsAre(accepted, registered, enrolled));
  EXPECT_EQ(events[1].at, at(12));
  EXPECT_FALSE(events[1].exact);
  EXPECT_EQ(events[2].at, at(90));
  EXPECT_FALSE(events[2].exact);
  EXPECT_EQ(events[2].who, Actor{});
}

TEST(DeviceHistory, KnowsWhenADeviceWentWithoutAnEntry) {
  auto attempt = an_attempt(StoredState::removing, 60);
  const auto events = history_of({attempt});
  ASSERT_THAT(kinds_of(events), ElementsAre(accepted, registered, removed));
  EXPECT_EQ(events[2].at, at(60));
  EXPECT_TRUE(events[2].exact);
}

}  // namespace
}  // namespace muster::registry
