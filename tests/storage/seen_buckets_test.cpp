#include "storage/seen_buckets.h"

#include <gtest/gtest.h>

#include <random>

#include "storage/a_store.h"

namespace muster::storage {
namespace {

using registry::OrganisationId;
using registry::RegistrationId;
using registry::Time;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

/// A customer's enrolled devices, of two partners.
class CountsOfSeen : public AStore {
 protected:
  struct Device {
    RegistrationId id;
    OrganisationId registered_by;
    std::int64_t key = 0;
    Time last_seen;
  };

  void SetUp() override {
    AStore::SetUp();
    customer_ = a_customer();
    for (auto& partner : partners_) partner = an_organisation(registry::OrganisationKind::partner);
    for (const auto partner : partners_) add_devices(partner, 6);
  }

  void add_devices(OrganisationId partner, std::uint32_t count) {
    auto writer = store->batches().receive({.customer = customer_, .created_by = partner});
    std::vector<registry::PendingRow> rows(count);
    std::vector<registry::Decided> decided(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      rows[i].id = decided[i].id = registry::registration_of(writer->id(), i + 2);
      rows[i].serial_number = "S" + std::to_string(i);
    }
    writer->add(rows);
    const auto batch = writer->accept({}, std::nullopt).id;
    const auto chunk = store->batches().take_chunk(registry::BatchId{batch.value - 1}).value();
    EXPECT_TRUE(store->batches().record(chunk, decided, {}));
    for (const auto& row : rows) {
      EXPECT_TRUE(store->devices().check_in(customer_, row.id, clock.now()));
      EXPECT_TRUE(
          store->enrolments().enrol(customer_, row.id, identity::Ed25519PublicKey{}, Time{}));
      devices_.push_back(
          {row.id, partner, store->enrolments().key_of(customer_, row.id)->number, clock.now()});
    }
  }

  bool check_in(Device& device, Time signed_at, Time seen_at) {
    const std::vector<registry::SignedCheckIn> one = {
        {customer_, device.id, device.key, signed_at, seen_at}};
    const bool taken = store->enrolments().check_in(one).at(0);
    if (taken) device.last_seen = std::max(device.last_seen, seen_at);
    return taken;
  }

  /// What was counted, against each device looked at by itself, at this time and every age.
  void expect_counts(Time now) {
    for (const milliseconds age : {milliseconds{hours{1}}, milliseconds{days{1}},
                                   milliseconds{days{7}}, milliseconds{days{7}} + milliseconds{1},
                                   milliseconds{minutes{65}}, milliseconds{3'723'456}}) {
      for (const std::optional<OrganisationId> partner :
           {std::optional<OrganisationId>(), std::optional(partners_[0]),
            std::optional(partners_[1])}) {
        std::int64_t active = 0;
        std::int64_t all = 0;
        for (const auto& device : devices_) {
          if (partner && device.registered_by != *partner) continue;
          ++all;
          if (device.last_seen > now - age) ++active;
        }
        const auto counts = store->devices().counts(customer_, {now, age}, partner);
        EXPECT_EQ(counts.active, active) << age.count();
        EXPECT_EQ(counts.inactive, all - active) << age.count();
      }
    }
  }

  OrganisationId customer_;
  std::array<OrganisationId, 2> partners_;
  std::vector<Device> devices_;
};

TEST_F(CountsOfSeen, AreExactToTheMillisecond) {
  auto& device = devices_.front();
  const auto seen = clock.now() + hours{10};
  ASSERT_TRUE(check_in(device, seen, seen));
  const auto at = [&](milliseconds age) {
    return store->devices().counts(customer_, {seen + age, hours{1}}, {});
  };
  EXPECT_EQ(at(hours{1} - milliseconds{1}).active, 1);
  EXPECT_EQ(at(hours{1}).active, 0);
  EXPECT_EQ(at(hours{1}).inactive, static_cast<std::int64_t>(devices_.size()));
}

TEST_F(CountsOfSeen, AgreeWithEachDeviceWhateverHappens) {
  std::mt19937 random(7);
  auto now = clock.now();
  expect_counts(now);
  for (int step = 0; step < 400; ++step) {
    now += milliseconds{random() % 5'000'000};
    auto& device = devices_[random() % devices_.size()];
    // Some servers' clocks are behind those of others.
    const auto seen = now - milliseconds{random() % 4 == 0 ? random() % 900'000 : 0};
    EXPECT_TRUE(check_in(device, now, seen));
    EXPECT_FALSE(check_in(device, now, now)) << "a replay moves nothing";
    if (step % 7 == 0) {
      auto& other = devices_[random() % devices_.size()];
      EXPECT_TRUE(store->devices().check_in(customer_, other.id, seen));
      other.last_seen = std::max(other.last_seen, seen);
    }
    if (step % 97 == 0) {
      EXPECT_TRUE(store->devices().remove(customer_, devices_.back().id));
      devices_.pop_back();
    }
    if (step % 10 == 0) expect_counts(now);
  }
  expect_counts(now);
}

TEST_F(CountsOfSeen, GoWithWhatAStepTakesBack) {
  auto& device = devices_.front();
  const auto before = device.last_seen;
  EXPECT_THROW(store->in_one_step([&] {
    EXPECT_TRUE(store->devices().check_in(customer_, device.id, clock.now() + days{1}));
    throw std::runtime_error("not today");
  }),
               std::runtime_error);
  device.last_seen = before;
  expect_counts(clock.now() + days{1});
}

}  // namespace
}  // namespace muster::storage
