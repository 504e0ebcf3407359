#include <gtest/gtest.h>

#include "storage/a_store.h"

namespace muster::storage {
namespace {

using registry::BatchId;
using registry::BatchRefusal;
using registry::ErrorCode;
using registry::OrganisationId;
using registry::RegistrationId;

/// An upload with hardware hashes, of which row 2 waits for approval, row 3 failed otherwise, and
/// row 4 is registered.
class Approval : public AStore {
 protected:
  void SetUp() override {
    AStore::SetUp();
    customer = a_customer();
    auto writer = store->batches().receive({.customer = customer, .created_by = partner});
    std::vector<registry::PendingRow> rows(3);
    std::vector<registry::Decided> decided(3);
    for (std::uint32_t i = 0; i < 3; ++i) {
      rows[i].id = decided[i].id = registry::registration_of(writer->id(), i + 2);
      rows[i].serial_number = "S" + std::to_string(i);
      rows[i].details = std::make_unique<registry::RowDetails>();
      rows[i].details->group_tag = "Kiosk";
      rows[i].details->input = registry::RowInput{.hardware_hash = "hash " + std::to_string(i)};
    }
    decided[0].error = std::make_unique<registry::RegistrationError>(ErrorCode::approval_needed);
    decided[1].error = std::make_unique<registry::RegistrationError>(ErrorCode::device_not_found);
    writer->add(rows);
    batch = writer->accept({}, std::nullopt).id;
    const auto chunk = store->batches().take_chunk(BatchId{batch.value - 1}).value();
    EXPECT_TRUE(store->batches().record(chunk, decided, {}));
  }

  RegistrationId row(std::uint32_t number) const {
    return registry::registration_of(batch, number);
  }
  std::expected<registry::Batch, BatchRefusal> approve(OrganisationId by) {
    const std::vector rows = {row(2), row(3), row(4)};
    return store->batches().approve(
        {.customer = by, .created_by = partner, .retry_of = batch, .approved = true}, rows);
  }

  OrganisationId customer;
  OrganisationId partner{77};
  BatchId batch;
};

TEST_F(Approval, GivesOnlyTheRowsThatWaitToABatchThatVouchesForThem) {
  const auto made = approve(customer).value();
  EXPECT_TRUE(made.origin.approved);
  EXPECT_EQ(made.rows, 1);
  const auto pending = store->batches().take_chunk(BatchId{made.id.value - 1}).value().rows;
  ASSERT_EQ(pending.size(), 1U);
  EXPECT_EQ(pending[0].id, registry::registration_of(made.id, 2));
  EXPECT_EQ(pending[0].details, nullptr);
  EXPECT_EQ(store->batches().hardware_hash(customer, pending[0].id), "hash 0");
  const auto device = store->devices().find(customer, pending[0].id).value();
  EXPECT_EQ(device.group_tag, "Kiosk");
  EXPECT_EQ(device.serial_number, "S0");
  EXPECT_EQ(device.registered_by, partner);
  EXPECT_FALSE(device.error);
}

TEST_F(Approval, LeavesTheListAndTheCountsRight) {
  ASSERT_TRUE(approve(customer));
  EXPECT_FALSE(store->devices().find(customer, row(2)));
  EXPECT_TRUE(store->devices().find(customer, row(3)));
  const auto counts = store->devices().counts(customer, clock.now());
  EXPECT_EQ(counts.registration_pending, 1);
  EXPECT_EQ(counts.registration_failed, 1);
  EXPECT_EQ(counts.ready_for_user, 1);
  const auto failed =
      store->devices().list(customer,
                            {.filter = {.state = registry::DeviceState::registration_failed},
                             .sort = registry::DeviceSort::serial_number},
                            clock.now());
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].id, row(3));
}

TEST_F(Approval, IsGivenOnce) {
  ASSERT_TRUE(approve(customer));
  EXPECT_EQ(approve(customer).error(), BatchRefusal::nothing_failed);
  EXPECT_EQ(store->devices().counts(customer, clock.now()).registration_pending, 1);
}

TEST_F(Approval, IsNotForAnotherCustomersRows) {
  EXPECT_EQ(approve(a_customer()).error(), BatchRefusal::not_found);
  EXPECT_TRUE(store->devices().find(customer, row(2)));
}

}  // namespace
}  // namespace muster::storage
