#include "registry/registrar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <random>

#include "registry/chunk.h"
#include "registry/removal.h"
#include "registry/upload.h"
#include "storage/a_store.h"

namespace muster::registry {
namespace {

class Registering : public AStore {
 protected:
  Batch upload(OrganisationId customer, const std::vector<std::string>& serial_numbers) {
    Upload upload(store->batches(), store->keyer(), {.customer = customer});
    std::uint32_t row = 2;
    for (const auto& serial_number : serial_numbers) {
      intake::UploadedRow uploaded;
      uploaded.row = row++;
      uploaded.manufacturer = "Maker";
      uploaded.model = "Model";
      uploaded.serial_number = serial_number;
      upload.add(uploaded, true);
    }
    return upload.accept({}, std::nullopt);
  }

  Removal a_removal() {
    return {store->devices(), store->directory(), store->keyer(),
            [this](const std::function<void()>& work, OrganisationId organisation) {
              store->in_one_step(work, organisation);
            }};
  }

  void SetUp() override {
    AStore::SetUp();
    reopen(3);
  }

  /// Runs a registrar until every batch is over.
  void run_registrar() {
    Signals signals;
    std::promise<void> over;
    std::size_t left = store->batches().open().size();
    if (left == 0) return;
    Registrar registrar(store->batches(), store->directory(), store->keyer(), signals, {},
                        {.batch_over = [&](const Batch&) {
                          if (--left == 0) over.set_value();
                        }});
    registrar.start();
    over.get_future().wait();
    registrar.stop();
  }

  std::vector<std::string> outcomes(OrganisationId customer, BatchId id) {
    const auto batch = store->batches().find(customer, id).value();
    std::vector<std::string> found;
    for (const auto& row : store->batches().rows(batch, RowFilter::all, {}, 1000, false)) {
      found.emplace_back(row.device.error ? text_of(row.device.error->code).name : "registered");
    }
    return found;
  }
};

using Outcomes = std::vector<std::string>;

TEST_F(Registering, DecidesEachRowOfAFile) {
  const auto customer = a_customer();
  publish(a_supplier(), {"S1", "S2"});
  const auto batch = upload(customer, {"S1", "unknown", "S1", "S2", "unknown"});
  EXPECT_EQ(batch.counts.pending, 5);
  run_registrar();
  EXPECT_EQ(outcomes(customer, batch.id),
            (Outcomes{"registered", "device_not_found", "duplicate_in_file", "registered",
                      "duplicate_in_file"}));
  const auto done = store->batches().find(customer, batch.id).value();
  EXPECT_EQ(done.state, BatchState::finished);
  EXPECT_EQ(done.counts.registered, 2);
  EXPECT_EQ(done.errors.at(ErrorCode::duplicate_in_file), 2);
}

TEST_F(Registering, RefusesADeviceThatAnotherOrganisationClaimedWithoutNamingIt) {
  const auto first = a_customer();
  const auto second = a_customer();
  publish(a_supplier(), {"S1"});
  upload(first, {"S1"});
  run_registrar();
  const auto batch = upload(second, {"S1"});
  run_registrar();
  EXPECT_EQ(outcomes(second, batch.id), Outcomes{"device_claimed_by_another_organization"});
  EXPECT_EQ(store->devices().counts(second, clock.now()).ready_for_user, 0);
}

TEST_F(Registering, FindsItsOwnClaimAgainAfterDyingBetweenClaimAndRecord) {
  const auto customer = a_customer();
  publish(a_supplier(), {"S1", "S2"});
  const auto batch = upload(customer, {"S1", "S2"});
  // A worker claims, and dies before it records.
  decide_chunk(store->directory(), store->batches(), store->keyer(), customer,
               store->batches().take_chunk({})->rows);
  reopen();
  run_registrar();
  EXPECT_EQ(outcomes(customer, batch.id), (Outcomes{"registered", "registered"}));
}

TEST_F(Registering, GivesTheSameAnswersInChunksOfAnySize) {
  std::mt19937 random(3);
  publish(a_supplier(), {"A", "B", "C", "D", "E"});
  const Outcomes serial_numbers = {"A", "B", "C", "D", "E", "x", "y"};
  for (std::size_t chunk = 1; chunk < 9; ++chunk) {
    const auto customer = a_customer();
    Outcomes rows;
    for (int i = 0; i < 8; ++i) rows.push_back(serial_numbers[random() % serial_numbers.size()]);
    reopen(chunk);
    const auto batch = upload(customer, rows);
    run_registrar();
    const auto found = outcomes(customer, batch.id);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto first = static_cast<std::size_t>(std::ranges::find(rows, rows[i]) - rows.begin());
      EXPECT_EQ(found[i] == "duplicate_in_file", first != i) << chunk;
    }
    // Free them again for the next round.
    auto removal = a_removal();
    for (const auto& device : store->devices().list(customer, {.limit = 100}, clock.now())) {
      const auto removed = removal.remove(customer, std::span(&device.id, 1), [](const Device&) {});
      EXPECT_TRUE(removed.front());
    }
  }
}

TEST_F(Registering, NeverLetsTwoCustomersHaveOneDevice) {
  constexpr int devices = 300;
  std::vector<std::string> serial_numbers;
  for (int i = 0; i < devices; ++i) serial_numbers.push_back("S" + std::to_string(i));
  publish(a_supplier(), serial_numbers);
  std::vector<OrganisationId> customers;
  for (int i = 0; i < 4; ++i) customers.push_back(a_customer());
  // Four workers claim the same devices at once, in orders of their own.
  std::vector<std::future<std::size_t>> workers;
  for (const auto customer : customers) {
    workers.push_back(std::async(std::launch::async, [&, customer] {
      std::size_t won = 0;
      for (int from = 0; from < devices; from += 50) {
        std::vector<DirectoryEntry> entries;
        for (int i = from; i < from + 50; ++i)
          entries.push_back(an_entry(serial_numbers[static_cast<std::size_t>(i)]));
        std::ranges::sort(entries, {}, &DirectoryEntry::key);
        std::vector<Candidate> candidates;
        for (std::size_t i = 0; i < entries.size(); ++i) {
          candidates.push_back(
              {entries[i].key, entries[i].manufacturer, entries[i].model, entries[i].serial_number,
               registration_of({customer.value & 0xFFFF}, static_cast<std::uint32_t>(from) +
                                                              static_cast<std::uint32_t>(i) + 2)});
        }
        for (const auto& finding : store->directory().claim(customer, candidates)) {
          if (finding.claim->customer == customer) ++won;
        }
      }
      return won;
    }));
  }
  std::size_t won = 0;
  for (auto& worker : workers) won += worker.get();
  EXPECT_EQ(won, devices);
}

TEST_F(Registering, RetriesFailedRowsAsANewBatchThatSpeaksForThem) {
  const auto customer = a_customer();
  const auto supplier = a_supplier();
  const auto first = upload(customer, {"late", "never"});
  run_registrar();
  publish(supplier, {"late"});
  const auto second =
      store->batches().retry({.customer = customer, .retry_of = first.id}, first.id);
  ASSERT_TRUE(second);
  run_registrar();
  EXPECT_EQ(outcomes(customer, second->id), (Outcomes{"registered", "device_not_found"}));
  const auto counts = store->devices().counts(customer, clock.now());
  EXPECT_EQ(counts.ready_for_user, 1);
  EXPECT_EQ(counts.registration_failed, 1);
  EXPECT_EQ(store->batches().retry({.customer = customer}, first.id).error(),
            BatchRefusal::nothing_failed);
}

TEST_F(Registering, GivesUpWhatIsLeftOfACancelledBatch) {
  const auto customer = a_customer();
  const auto batch = upload(customer, {"a", "b", "c"});
  EXPECT_EQ(store->batches().cancel(customer, batch.id)->state, BatchState::cancelling);
  run_registrar();
  const auto done = store->batches().find(customer, batch.id).value();
  EXPECT_EQ(done.state, BatchState::cancelled);
  EXPECT_EQ(done.counts.cancelled, 3);
  EXPECT_EQ(store->devices().counts(customer, clock.now()).total(), 0);
  EXPECT_EQ(store->batches().cancel(customer, batch.id).error(), BatchRefusal::already_over);
}

TEST_F(Registering, ForgetsAnUploadThatWasNeverAccepted) {
  const auto customer = a_customer();
  {
    const auto writer = store->batches().receive({.customer = customer});
    std::vector<PendingRow> rows(1);
    rows[0].id = registration_of(writer->id(), 2);
    writer->add(rows);
    EXPECT_TRUE(store->devices().list(customer, {}, clock.now()).empty());
  }
  EXPECT_TRUE(store->batches().list(customer, {}, {}, 10).empty());
}

TEST_F(Registering, FinishesARemovalThatACrashCutShort) {
  const auto customer = a_customer();
  publish(a_supplier(), {"S1"});
  upload(customer, {"S1"});
  run_registrar();
  const auto device = store->devices().list(customer, {}, clock.now()).at(0);
  ASSERT_TRUE(
      store->devices().remove(customer, device.id));  // and dies before the claim is released
  reopen();
  EXPECT_TRUE(store->devices().list(customer, {}, clock.now()).empty());
  a_removal().finish_half_done();
  const auto other = a_customer();
  const auto batch = upload(other, {"S1"});
  run_registrar();
  EXPECT_EQ(outcomes(other, batch.id), Outcomes{"registered"});
}

TEST_F(Registering, RefusesToRemoveADeviceThatIsPending) {
  const auto customer = a_customer();
  upload(customer, {"S1"});
  const auto device = store->devices().list(customer, {}, clock.now()).at(0);
  const auto removed = a_removal().remove(customer, std::span(&device.id, 1), [](const Device&) {});
  EXPECT_EQ(removed.front().error(), DeviceRefusal::pending);
}

}  // namespace
}  // namespace muster::registry
