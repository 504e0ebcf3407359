#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/a_store.h"

namespace muster::storage {
namespace {

using registry::BatchId;
using registry::DeviceEvent;
using registry::DeviceEventKind;
using registry::DeviceTally;
using registry::OrganisationId;
using registry::RegistrationId;
using registry::StoredCounts;
using std::chrono::days;
using std::chrono::minutes;
using enum registry::DeviceEventKind;
using testing::ElementsAre;

/// Uploads whose rows are decided in chunks; every third row fails.
class History : public AStore {
 protected:
  void SetUp() override {
    AStore::SetUp();
    reopen(5);
    customer = a_customer();
    partner = an_organisation(registry::OrganisationKind::partner);
  }

  BatchId a_batch(std::uint32_t rows, OrganisationId by) {
    auto writer = store->batches().receive(
        {.customer = customer, .order_id = "SO-1", .created_by = by, .token_name = "Ada"});
    std::vector<registry::PendingRow> pending(rows);
    for (std::uint32_t i = 0; i < rows; ++i) {
      pending[i].id = registry::registration_of(writer->id(), i + 2);
      pending[i].serial_number = "S" + std::to_string(i);
    }
    writer->add(pending);
    return writer->accept({}, std::nullopt).id;
  }

  /// So many chunks of five rows; each third row fails.
  void decide(BatchId batch, int chunks, bool third_fails = true) {
    for (int i = 0; i < chunks; ++i) {
      const auto chunk = store->batches().take_chunk(BatchId{batch.value - 1}).value();
      std::vector<registry::Decided> decided;
      for (const auto& row : chunk.rows) {
        decided.push_back({.id = row.id, .error = nullptr, .identified = nullptr});
        if (third_fails && registry::row_of(row.id) % 3 == 0) {
          decided.back().error = std::make_unique<registry::RegistrationError>();
        }
      }
      ASSERT_TRUE(store->batches().record(chunk, decided, {}));
    }
  }

  static RegistrationId row(BatchId batch, std::uint32_t number) {
    return registry::registration_of(batch, number);
  }
  std::vector<DeviceEvent> history(RegistrationId id, std::optional<OrganisationId> sight = {}) {
    return registry::history_of(store->histories().attempts(customer, id, sight));
  }
  std::vector<DeviceEventKind> kinds(RegistrationId id, std::optional<OrganisationId> sight = {}) {
    std::vector<DeviceEventKind> found;
    for (const auto& event : history(id, sight)) found.push_back(event.kind);
    return found;
  }
  registry::DeviceDay today() {
    const auto day = registry::day_of(clock.now());
    return store->histories().days(customer, day, day, {}).at(0);
  }
  BatchId try_again(BatchId batch, OrganisationId by) {
    return store->batches()
        .retry({.customer = customer, .created_by = by, .token_name = "Ben", .retry_of = batch},
               batch)
        .value()
        .id;
  }

  OrganisationId customer;
  OrganisationId partner;
};

TEST_F(History, KnowsWhenEachChunkOfABatchWasDecided) {
  const auto batch = a_batch(9, partner);
  const auto accepted_at = clock.now();
  clock.advance(minutes{1});
  decide(batch, 1);
  const auto first = clock.now();
  clock.advance(minutes{1});
  decide(batch, 1);
  clock.advance(minutes{1});
  store->devices().change(customer, row(batch, 4), {.group_tag = "Kiosk", .assigned_user = {}});
  for (const auto& [number, decided_at] : {std::pair{2U, first},
                                           {4U, first},
                                           {5U, first},
                                           {7U, first + minutes{1}},
                                           {10U, first + minutes{1}}}) {
    const auto events = history(row(batch, number));
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].at, accepted_at);
    EXPECT_EQ(events[1].at, decided_at) << number;
    EXPECT_TRUE(events[1].exact);
  }
}

TEST_F(History, FollowsARowThroughEveryRetryAndRemoval) {
  const auto batch = a_batch(3, partner);
  decide(batch, 1);
  clock.advance(minutes{1});
  const auto again = try_again(batch, customer);
  clock.advance(minutes{1});
  decide(again, 1);
  clock.advance(minutes{1});
  const auto last = try_again(again, customer);
  clock.advance(minutes{1});
  decide(last, 1, false);
  clock.advance(minutes{1});
  ASSERT_TRUE(store->devices().remove(customer, row(last, 3)));
  for (const auto one : {batch, again, last}) {
    EXPECT_THAT(kinds(row(one, 3)), ElementsAre(accepted, failed, retried, accepted, failed,
                                                retried, accepted, registered, removed));
  }
  EXPECT_EQ(history(row(again, 3))[2].who->name, "Ben");
  EXPECT_THAT(kinds(row(batch, 2)), ElementsAre(accepted, registered));
}

TEST_F(History, ShowsAPartnerItsOwnPartOfTheStory) {
  const auto batch = a_batch(3, partner);
  decide(batch, 1);
  const auto again = try_again(batch, customer);
  decide(again, 1);
  EXPECT_THAT(kinds(row(batch, 3), partner), ElementsAre(accepted, failed, retried));
  EXPECT_FALSE(history(row(batch, 3), partner)[2].retried_as);
  EXPECT_TRUE(history(row(again, 3), partner).empty());
  EXPECT_FALSE(store->histories().find(customer, row(again, 3), partner));
  EXPECT_TRUE(store->histories().find(customer, row(again, 3), customer));
}

TEST_F(History, HidesUploadsThatAreNotAcceptedAndOtherCustomers) {
  auto writer = store->batches().receive({.customer = customer, .created_by = partner});
  std::vector<registry::PendingRow> pending(1);
  pending[0].id = registry::registration_of(writer->id(), 2);
  writer->add(pending);
  EXPECT_TRUE(history(pending[0].id).empty());
  const auto batch = a_batch(1, partner);
  EXPECT_TRUE(store->histories().attempts(a_customer(), row(batch, 2), {}).empty());
}

TEST_F(History, CountsEachDayInTheStepThatChangesADevice) {
  const auto batch = a_batch(9, partner);  // rows 2 to 10: 3, 6 and 9 fail
  decide(batch, 1);
  EXPECT_EQ(today().tally, (DeviceTally{.accepted = 9, .registered = 3, .failed = 2}));
  EXPECT_EQ(today().states, (StoredCounts{.pending = 4, .failed = 2, .registered = 3}));
  clock.advance(days{1});
  ASSERT_TRUE(store->batches().cancel(customer, batch));
  decide(batch, 1);
  EXPECT_EQ(today().tally, (DeviceTally{.cancelled = 4}));
  clock.advance(days{1});
  ASSERT_TRUE(store->devices().check_in(customer, row(batch, 2), clock.now()));
  ASSERT_TRUE(store->devices().remove(customer, row(batch, 2)));
  ASSERT_TRUE(store->devices().remove(customer, row(batch, 4)));
  ASSERT_TRUE(store->devices().remove(customer, row(batch, 3)));
  try_again(batch, customer);
  const DeviceTally expected{.accepted = 1,
                             .retried = 1,
                             .enrolled = 1,
                             .removed_failed = 1,
                             .removed_registered = 1,
                             .removed_enrolled = 1,
                             .seen = 1};
  EXPECT_EQ(today().tally, expected);
  EXPECT_EQ(today().states, (StoredCounts{.pending = 1, .registered = 1}));
}

TEST_F(History, IsHonestAboutDevicesThatWereThereBeforeAnythingWasCounted) {
  const auto batch = a_batch(3, partner);
  decide(batch, 1);
  run_sql("DELETE FROM batch_decisions; DELETE FROM device_days");
  const auto finished_at = clock.now();
  clock.advance(days{1});
  a_batch(1, partner);
  EXPECT_EQ(today().states, (StoredCounts{.pending = 1, .failed = 1, .registered = 2}));
  const auto before = registry::day_of(clock.now()) - days{1};
  EXPECT_EQ(store->histories().days(customer, before, before, {}).at(0).states, std::nullopt);
  const auto events = history(row(batch, 2));
  EXPECT_EQ(events[1].at, finished_at);
  EXPECT_FALSE(events[1].exact);
}

TEST_F(History, TakesFromTheAuditLogWhoEnrolledAndRemovedADevice) {
  const auto batch = a_batch(1, partner);
  decide(batch, 1);
  const auto id = row(batch, 2);
  for (const char* action : {"device.enrolled", "device.changed", "device.removed"}) {
    clock.advance(minutes{1});
    store->audit().append({.organisation = customer, .name = "Ana"},
                          {.organisation = customer, .action = action, .subject = id.text()});
  }
  const auto events = history(id);
  ASSERT_THAT(kinds(id), ElementsAre(accepted, registered, enrolled, removed));
  EXPECT_EQ(events[2].who->name, "Ana");
  EXPECT_EQ(store->histories().sightings(customer, id).first_at, events[2].at);
}

TEST_F(History, ReadsTheAuditLogOfOneDeviceAndOneOrganisationsPeople) {
  const auto add = [&](OrganisationId log, std::string subject, OrganisationId actor) {
    store->audit().append({.organisation = actor, .name = "x"},
                          {.organisation = log, .action = "device.changed", .subject = subject});
  };
  add(customer, "dev_1", customer);
  add(customer, "dev_1", partner);
  add(customer, "dev_2", partner);
  add(a_customer(), "dev_1", partner);
  const auto count = [&](registry::AuditFilter filter) {
    return store->audit().list(filter, {}, 100).size();
  };
  EXPECT_EQ(count({.organisation = customer, .subject = "dev_1"}), 2U);
  EXPECT_EQ(count({.organisation = customer, .subject = "dev_1", .actor_organisation = partner}),
            1U);
  EXPECT_EQ(count({.subject = "dev_1"}), 3U);
  EXPECT_EQ(count({.organisation = customer, .actor_organisation = partner}), 2U);
}

}  // namespace
}  // namespace muster::storage
