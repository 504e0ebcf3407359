// Several processes on one PostgreSQL database: each store here is one. On SQLite there is only
// one.

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "registry/registrar.h"
#include "registry/removal.h"
#include "registry/upload.h"
#include "storage/a_store.h"

namespace muster::storage {
namespace {

using registry::Batch;
using registry::BatchId;
using registry::BatchOrigin;
using registry::OrganisationId;

class ManyProcesses : public AStore {
 protected:
  void SetUp() override {
    if (!on_postgres()) GTEST_SKIP() << "for PostgreSQL: scripts/with-postgres runs this test";
    AStore::SetUp();
    reopen(2);
    customer = a_customer();
    other = another_process("worker");
  }
  void TearDown() override {
    other.reset();
    if (on_postgres()) AStore::TearDown();
  }

  std::unique_ptr<Store> another_process(std::string_view kind) {
    auto opened = open_postgres(database->address(), clock, {.connections = 6, .chunk_rows = 2});
    (*opened)->processes().begin(kind);
    return std::move(*opened);
  }

  Batch upload(const std::vector<std::string>& serial_numbers) {
    registry::Upload upload(store->batches(), store->keyer(), {.customer = customer});
    add_rows(upload, serial_numbers);
    return upload.accept({}, std::nullopt);
  }
  static void add_rows(registry::Upload& upload, const std::vector<std::string>& serial_numbers) {
    std::uint32_t row = 2;
    for (const auto& serial_number : serial_numbers) {
      intake::UploadedRow uploaded;
      uploaded.row = row++;
      uploaded.manufacturer = "Maker";
      uploaded.model = "Model";
      uploaded.serial_number = serial_number;
      upload.add(uploaded, true);
    }
  }
  static std::vector<registry::Decided> all_registered(const registry::Chunk& chunk) {
    std::vector<registry::Decided> decided(chunk.rows.size());
    for (std::size_t i = 0; i < decided.size(); ++i) decided[i].id = chunk.rows[i].id;
    return decided;
  }
  /// A check-in of each, whose times are still to be given.
  std::vector<registry::SignedCheckIn> check_ins_of_enrolled_devices(int devices) {
    std::vector<std::string> serial_numbers;
    for (int i = 0; i < devices; ++i) serial_numbers.push_back("S" + std::to_string(i));
    upload(serial_numbers);
    std::vector<registry::SignedCheckIn> check_ins;
    while (const auto chunk = store->batches().take_chunk({})) {
      EXPECT_TRUE(store->batches().record(*chunk, all_registered(*chunk), no_time));
      for (const auto& row : chunk->rows) {
        EXPECT_TRUE(store->devices().check_in(customer, row.id, clock.now()));
        EXPECT_TRUE(store->enrolments().enrol(customer, row.id, {}, clock.now()));
        check_ins.push_back({.customer = customer,
                             .device = row.id,
                             .key_number = store->enrolments().key_of(customer, row.id)->number});
      }
    }
    EXPECT_EQ(check_ins.size(), static_cast<std::size_t>(devices));
    return check_ins;
  }
  void take_the_database_away() const {
    APostgresDatabase::run("ALTER DATABASE " + database->name() + " ALLOW_CONNECTIONS false");
    APostgresDatabase::run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" +
        database->name() + "'");
  }
  void bring_it_back() const {
    APostgresDatabase::run("ALTER DATABASE " + database->name() + " ALLOW_CONNECTIONS true");
  }
  static constexpr std::chrono::milliseconds no_time{0};

  OrganisationId customer;
  std::unique_ptr<Store> other;
};

TEST_F(ManyProcesses, ShareABatchByItsChunks) {
  const auto batch = upload({"1", "2", "3", "4", "5"});
  const auto first = store->batches().take_chunk({});
  const auto second = other->batches().take_chunk({});
  const auto third = store->batches().take_chunk({});
  ASSERT_TRUE(first && second && third);
  EXPECT_FALSE(other->batches().take_chunk({}));
  EXPECT_LT(first->last, second->first);
  EXPECT_LT(second->last, third->first);
  // In any order: the batch is over with the last that is recorded.
  using registry::BatchState;
  EXPECT_EQ(store->batches().record(*third, all_registered(*third), no_time)->state,
            BatchState::running);
  EXPECT_EQ(store->batches().record(*first, all_registered(*first), no_time)->state,
            BatchState::running);
  EXPECT_EQ(other->batches().record(*second, all_registered(*second), no_time)->state,
            BatchState::finished);
  EXPECT_EQ(store->batches().find(customer, batch.id)->counts.registered, 5);
}

TEST_F(ManyProcesses, TakeOverWhatADeadOneHadInHand) {
  upload({"1", "2"});
  const auto lost = other->batches().take_chunk({});
  ASSERT_TRUE(lost);
  EXPECT_FALSE(store->batches().take_chunk({}));
  other->processes().end();  // as when its lease ends
  const auto taken = store->batches().take_chunk({});
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->rows.size(), 2U);
  // The one that was taken for dead comes back, and is too late.
  EXPECT_FALSE(other->batches().record(*lost, all_registered(*lost), no_time));
  EXPECT_TRUE(store->batches().record(*taken, all_registered(*taken), no_time));
  EXPECT_EQ(store->devices().counts(customer, clock.now()).ready_for_user, 2);
}

TEST_F(ManyProcesses, LeaveUploadsOfTheLivingAlone) {
  auto living = other->batches().receive(BatchOrigin{.customer = customer});
  store->batches().forget_unaccepted();
  EXPECT_NO_THROW((void)living->accept({}, std::nullopt));
}

TEST_F(ManyProcesses, RefuseToAcceptAnUploadThatWasForgottenMeanwhile) {
  auto late = other->batches().receive(BatchOrigin{.customer = customer});
  other->processes().end();
  store->batches().forget_unaccepted();
  EXPECT_THROW((void)late->accept({}, std::nullopt), StorageFault);
}

TEST_F(ManyProcesses, KeepAnIdempotencyKeyOfTheLivingAndFreeThatOfTheDead) {
  EXPECT_TRUE(other->idempotency().reserve(customer, "k"));
  EXPECT_FALSE(store->idempotency().reserve(customer, "k"));
  other->processes().end();
  EXPECT_TRUE(store->idempotency().reserve(customer, "k"));
}

TEST_F(ManyProcesses, RefuseToKeepAnAnswerUnderAKeyThatAnotherTookOver) {
  EXPECT_TRUE(other->idempotency().reserve(customer, "k"));
  other->processes().end();
  EXPECT_TRUE(store->idempotency().reserve(customer, "k"));
  EXPECT_THROW(other->idempotency().keep(customer, "k", {}, {.status = 202}), StorageFault);
  EXPECT_NO_THROW(store->idempotency().keep(customer, "k", {}, {.status = 202}));
}

TEST_F(ManyProcesses, SendEachMessageOfTheOutboxOnce) {
  auto& webhooks = store->webhooks();
  const auto webhook = webhooks.create({.organisation = customer,
                                        .url = "https://example.org/",
                                        .events = {"batch.finished"},
                                        .secret = "s",
                                        .enabled = true});
  EXPECT_EQ(webhooks.tell(customer, "batch.finished", "{}"), 1U);
  EXPECT_TRUE(webhooks.due(webhook.organisation, webhook.id));
  EXPECT_FALSE(other->webhooks().due(webhook.organisation, webhook.id));
  clock.advance(registry::attempt_lasts);
  EXPECT_TRUE(other->webhooks().due(webhook.organisation, webhook.id))
      << "the first sender has died";
}

TEST_F(ManyProcesses, WakeEachOther) {
  registry::Signals here;
  registry::Signals there;
  const auto one = store->relay(here);
  const auto two = other->relay(there);
  EXPECT_TRUE(there.wait_for_work(no_time));  // the work that there may be at first
  std::promise<void> moved;
  const auto watching = there.watch(BatchId{7}, [&] { moved.set_value(); });
  // Listening begins at some moment: told until it is heard.
  auto heard = moved.get_future();
  while (heard.wait_for(std::chrono::milliseconds{50}) != std::future_status::ready) {
    here.moved(BatchId{7});
  }
  here.work_arrived();
  EXPECT_TRUE(there.wait_for_work(std::chrono::seconds{20}));
}

TEST_F(ManyProcesses, GiveEachAuditEntryItsOwnPlaceInTheChain) {
  constexpr int each = 30;
  const auto write = [&](Store& into) {
    for (int i = 0; i < each; ++i) {
      into.in_one_step([&] {
        into.audit().append({.name = "test"}, {.organisation = customer, .action = "test"});
      });
    }
  };
  std::thread beside([&] { write(*other); });
  write(*store);
  beside.join();
  std::int64_t entries = 0;
  EXPECT_FALSE(store->audit().verify([&](std::int64_t checked) { entries = checked; }));
  EXPECT_GE(entries, 2 * each);
}

TEST_F(ManyProcesses, NoteCheckInsOfTheSameDevicesWithoutWaitingInACircle) {
  auto there = check_ins_of_enrolled_devices(40);
  std::vector<registry::SignedCheckIn> back(there.rbegin(), there.rend());
  const auto note = [](Store& into, std::vector<registry::SignedCheckIn>& group,
                       registry::Time at) {
    for (int round = 1; round <= 20; ++round) {
      for (auto& one : group) one.signed_at = one.seen_at = at + std::chrono::seconds{round};
      into.enrolments().check_in(group);
    }
  };
  auto beside = std::async(std::launch::async, [&] { note(*other, back, clock.now()); });
  EXPECT_NO_THROW(note(*store, there, clock.now()));
  EXPECT_NO_THROW(beside.get());
}

TEST_F(ManyProcesses, RemoveAndEnrolAgainWhatIsCheckingInWithoutWaitingInACircle) {
  using std::chrono::minutes;
  auto group = check_ins_of_enrolled_devices(400);
  std::vector<registry::RegistrationId> ids;
  for (const auto& one : group) ids.push_back(one.device);
  std::atomic<bool> over = false;
  // Each time in five minutes of their own, so that every check-in changes what is counted.
  auto checking_in = std::async(std::launch::async, [&] {
    for (auto at = clock.now(); !over; at += minutes{5}) {
      for (auto& one : group) one.signed_at = one.seen_at = at;
      other->enrolments().check_in(group);
    }
  });
  registry::Removal removal(
      store->devices(), store->directory(), store->keyer(),
      [&](const std::function<void()>& work, OrganisationId of) { store->in_one_step(work, of); });
  constexpr std::size_t at_once = 20;
  while (ids.size() > 2 * at_once) {
    // As people choose them: in any order.
    const std::vector chosen(ids.rbegin(), ids.rbegin() + at_once);
    ids.resize(ids.size() - at_once);
    EXPECT_NO_THROW(removal.remove(customer, chosen, [](const registry::Device&) {}));
    EXPECT_NO_THROW(store->in_one_step(
        [&] {
          EXPECT_TRUE(store->enrolments().allow_again(customer, ids.back()));
          EXPECT_TRUE(store->devices().check_in(customer, ids.back(), clock.now()));
          EXPECT_TRUE(store->enrolments().enrol(customer, ids.back(), {}, clock.now()));
        },
        customer));
  }
  over = true;
  EXPECT_NO_THROW(checking_in.get());
  const auto counts = store->devices().counts(customer, {clock.now(), std::chrono::years{1}});
  EXPECT_EQ(counts.active, static_cast<std::int64_t>(ids.size()));
  EXPECT_EQ(counts.inactive, 0);
}

TEST_F(ManyProcesses, NeverClaimADeviceTwice) {
  const auto rival = a_customer();
  std::vector<registry::Candidate> candidates;
  std::vector<std::string> serial_numbers;
  for (int i = 0; i < 500; ++i) serial_numbers.push_back("S" + std::to_string(i));
  publish(a_supplier(), serial_numbers);
  for (const auto& serial_number : serial_numbers) {
    candidates.push_back({.key = store->keyer().of("Maker", "Model", serial_number),
                          .manufacturer = "Maker",
                          .model = "Model",
                          .serial_number = serial_number,
                          .registration = registry::RegistrationId{1}});
  }
  std::ranges::sort(candidates, {}, &registry::Candidate::key);
  auto theirs =
      std::async(std::launch::async, [&] { return other->directory().claim(rival, candidates); });
  const auto ours = store->directory().claim(customer, candidates);
  const auto others = theirs.get();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    ASSERT_TRUE(ours[i].claim && others[i].claim);
    EXPECT_EQ(ours[i].claim->customer, others[i].claim->customer);
  }
}

TEST_F(ManyProcesses, SayThatADatabaseIsAwayAndGoOnWhenItIsBack) {
  take_the_database_away();
  try {
    store->ping();
    FAIL() << "the database is away";
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), StorageFault::Kind::unavailable);
  }
  bring_it_back();
  EXPECT_NO_THROW(store->ping());
}

TEST_F(ManyProcesses, TakeAgainWhatTheyHaveInHandWithoutKnowingIt) {
  upload({"1", "2", "3", "4"});
  const auto in_hand = other->batches().take_chunk({});
  ASSERT_TRUE(in_hand);
  take_the_database_away();
  EXPECT_THROW((void)other->batches().take_chunk({}), StorageFault);
  bring_it_back();
  // As if that had been written, and only its answer lost.
  APostgresDatabase::run_at(database->address(),
                            "UPDATE batch_chunks SET process_id = (SELECT id FROM processes WHERE "
                            "kind = 'worker')");
  const auto lost = other->batches().take_chunk({});
  ASSERT_TRUE(lost);
  EXPECT_NE(lost->first, in_hand->first);
  EXPECT_FALSE(other->batches().take_chunk({}));
}

TEST_F(ManyProcesses, FreeAKeyThatTheyCouldNotReleaseWhileTheDatabaseWasAway) {
  EXPECT_TRUE(other->idempotency().reserve(customer, "k"));
  take_the_database_away();
  EXPECT_THROW(other->idempotency().release(customer, "k"), StorageFault);
  bring_it_back();
  EXPECT_TRUE(other->idempotency().reserve(customer, "k"));
}

}  // namespace
}  // namespace muster::storage
