#include "storage/device_listing.h"

#include <gtest/gtest.h>

#include "storage/a_store.h"
#include "storage/device_position.h"
#include "storage/postgres/connection.h"
#include "storage/sqlite/connection.h"

namespace muster::storage {
namespace {

using registry::BatchId;
using registry::Device;
using registry::DeviceFilter;
using registry::DeviceQuery;
using registry::DeviceSort;
using registry::DeviceState;
using registry::OrganisationId;
using registry::PendingRow;
using registry::RegistrationId;
using registry::Time;

constexpr ListingLimits gather_everything = {
    .rare = 1'000'000, .rarely = 1'000'000, .small_range = 1'000'000};
constexpr ListingLimits gather_nothing = {.rare = 0, .rarely = 0, .small_range = 0};
constexpr ListingLimits gather_batches = {.rare = 0, .rarely = 0, .small_range = 1'000'000};
constexpr ListingLimits gather_matches = {.rare = 1'000'000, .rarely = 1'000'000, .small_range = 0};

/// Devices of one customer in every state, in batches that share orders and purchases.
class Listing : public AStore {
 protected:
  void SetUp() override {
    AStore::SetUp();
    reopen(25);
    customer = a_customer();
    for (int i = 0; i < 12; ++i) {
      a_batch(customer, i, 40, i == 11 ? 25 : 40);
      clock.advance(std::chrono::hours{3});
    }
    a_batch(a_customer(), 3, 40, 40);
    some_check_in_and_some_go();
    if (on_postgres()) {
      connection = std::make_unique<postgres::PgConnection>(database->address());
    } else {
      connection = std::make_unique<sqlite::SqliteConnection>(folder / "registry.db",
                                                              sqlite::Access::read_only, 2048);
    }
    everything = list({.descending = false, .limit = 10'000}, gather_nothing);
  }
  void TearDown() override {
    connection.reset();
    AStore::TearDown();
  }

  /// Every third serial number repeats that of another row; the first batches have their own range.
  void a_batch(OrganisationId owner, int number, std::uint32_t rows, std::uint32_t decided_rows) {
    auto writer = store->batches().receive({.customer = owner,
                                            .order_id = "O" + std::to_string(number % 5),
                                            .purchase_id = number % 4 == 0 ? "P" : ""});
    std::vector<PendingRow> pending;
    for (std::uint32_t row = 1; row <= rows; ++row) {
      PendingRow made;
      made.id = registry::registration_of(writer->id(), row);
      made.manufacturer = "Maker";
      made.model = "Model";
      made.serial_number =
          (number < 4 ? "A" : "AB") + std::to_string((row * 7 + (row % 3 == 0 ? 0 : number)) % 90);
      made.details = std::make_unique<registry::RowDetails>();
      made.details->group_tag = row % 4 == 1 ? "Kiosk" : row % 9 == 0 ? "Lab" : "";
      pending.push_back(std::move(made));
    }
    writer->add(pending);
    const auto batch = writer->accept({}, std::nullopt).id;
    for (std::uint32_t decided = 0; decided < decided_rows;) {
      decided += decide(*store->batches().take_chunk(registry::BatchId{batch.value - 1}));
    }
    batches.push_back(batch);
  }

  std::uint32_t decide(const registry::Chunk& chunk) {
    std::vector<registry::Decided> decided;
    for (const auto& row : chunk.rows) {
      decided.push_back({.id = row.id, .error = nullptr, .identified = nullptr});
      if (registry::row_of(row.id) % 6 == 0) {
        decided.back().error = std::make_unique<registry::RegistrationError>();
      }
    }
    EXPECT_TRUE(store->batches().record(chunk, decided, {}));
    return static_cast<std::uint32_t>(decided.size());
  }

  void some_check_in_and_some_go() {
    const auto all = store->devices().list(
        customer,
        {.filter = {.state = DeviceState::ready_for_user}, .descending = false, .limit = 10'000},
        clock.now());
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i % 5 == 0) {
        const auto seen = clock.now() - std::chrono::days{static_cast<int>(i % 14)};
        EXPECT_TRUE(store->devices().check_in(customer, all[i].id, seen));
      } else if (i % 17 == 0) {
        EXPECT_TRUE(store->devices().remove(customer, all[i].id));
        ++removed;
      }
    }
  }

  std::vector<Device> list(const DeviceQuery& query, const ListingLimits& limits) {
    return list_devices(*connection, customer, query, clock.now(), limits);
  }

  DeviceState state_of(const Device& device) const {
    return registry::device_state(device.state, device.last_seen_at, clock.now()).value();
  }
  std::int64_t seen(const Device& device) const {
    return device.last_seen_at ? device.last_seen_at->time_since_epoch().count() : 0;
  }

  bool passes(const Device& device, const DeviceFilter& filter) const {
    return (!filter.state || state_of(device) == *filter.state) &&
           (!filter.batch || registry::batch_of(device.id) == *filter.batch) &&
           (!filter.order_id || device.order_id == *filter.order_id) &&
           (!filter.purchase_id || device.purchase_id == *filter.purchase_id) &&
           (!filter.group_tag || device.group_tag == *filter.group_tag) &&
           device.serial_number.starts_with(filter.serial_prefix);
  }
  bool before(const Device& a, const Device& b, DeviceSort sort) const {
    if (sort == DeviceSort::serial_number && a.serial_number != b.serial_number) {
      return a.serial_number < b.serial_number;
    }
    if (sort == DeviceSort::state && state_of(a) != state_of(b)) return state_of(a) < state_of(b);
    if (sort == DeviceSort::last_seen && seen(a) != seen(b)) return seen(a) < seen(b);
    return a.id < b.id;
  }

  std::vector<RegistrationId> expected(const DeviceQuery& query) const {
    std::vector<Device> wanted;
    std::ranges::copy_if(everything, std::back_inserter(wanted),
                         [&](const Device& device) { return passes(device, query.filter); });
    std::ranges::sort(wanted, [&](const Device& a, const Device& b) {
      return query.descending ? before(b, a, query.sort) : before(a, b, query.sort);
    });
    std::vector<RegistrationId> ids;
    for (const auto& device : wanted) ids.push_back(device.id);
    return ids;
  }

  std::vector<RegistrationId> page_by_page(DeviceQuery query, const ListingLimits& limits) {
    std::vector<RegistrationId> ids;
    for (;;) {
      const auto page = list(query, limits);
      for (const auto& device : page) ids.push_back(device.id);
      if (page.size() < query.limit) return ids;
      const auto& last = page.back();
      query.after = {.id = last.id,
                     .serial_number = last.serial_number,
                     .state_rank = static_cast<int>(state_of(last)),
                     .last_seen = seen(last)};
    }
  }

  std::vector<DeviceFilter> filters() const {
    return {{},
            {.batch = batches.at(2)},
            {.batch = batches.at(11)},
            {.batch = BatchId{7}},
            {.order_id = "O1"},
            {.order_id = "O3", .purchase_id = "P"},
            {.purchase_id = "P"},
            {.purchase_id = "unknown"},
            {.group_tag = "Kiosk"},
            {.order_id = "O1", .group_tag = "Lab"},
            {.group_tag = "unknown"}};
  }

  OrganisationId customer;
  std::vector<BatchId> batches;
  std::size_t removed = 0;
  std::unique_ptr<Connection> connection;
  std::vector<Device> everything;
};

TEST_F(Listing, ShowsEveryDeviceThatIsNotRemoved) {
  EXPECT_EQ(everything.size(), 12 * 40 - removed);
  for (const auto state : registry::all_device_states) {
    EXPECT_TRUE(std::ranges::any_of(
        everything, [&](const Device& device) { return state_of(device) == state; }));
  }
}

TEST_F(Listing, FindsTheSameOnEveryWay) {
  int asked = 0;
  std::vector<std::optional<DeviceState>> states = {std::nullopt};
  states.insert(states.end(), registry::all_device_states.begin(),
                registry::all_device_states.end());
  for (auto filter : filters()) {
    for (const auto& state : states) {
      for (const auto* prefix : {"", "A", "AB1", "A7", "B"}) {
        filter.state = state;
        filter.serial_prefix = prefix;
        for (const auto sort : {DeviceSort::registered, DeviceSort::serial_number,
                                DeviceSort::state, DeviceSort::last_seen}) {
          for (const bool descending : {false, true}) {
            // There each statement is planned anew, which takes longer than all the rest.
            if (on_postgres() && ++asked % 7 != 0) continue;
            const DeviceQuery query = {
                .filter = filter, .sort = sort, .descending = descending, .limit = 37};
            const auto wanted = expected(query);
            for (const auto& limits :
                 {gather_everything, gather_nothing, gather_batches, gather_matches}) {
              ASSERT_EQ(page_by_page(query, limits), wanted)
                  << "state " << (state ? to_string(*state) : "any") << ", batch "
                  << filter.batch.value_or(BatchId{}).value << ", order "
                  << filter.order_id.value_or("any") << ", purchase "
                  << filter.purchase_id.value_or("any") << ", tag "
                  << filter.group_tag.value_or("any") << ", prefix " << prefix << ", sort "
                  << static_cast<int>(sort) << (descending ? " down" : " up") << ", rare "
                  << limits.rare << ", small " << limits.small_range;
            }
          }
        }
      }
    }
  }
}

TEST_F(Listing, FindsTheDeviceAtEveryPlace) {
  const auto count = store->devices().counts(customer, clock.now());
  std::vector<std::optional<DeviceState>> states = {std::nullopt};
  states.insert(states.end(), registry::all_device_states.begin(),
                registry::all_device_states.end());
  for (const auto& state : states) {
    for (const auto sort : {DeviceSort::registered, DeviceSort::serial_number, DeviceSort::state,
                            DeviceSort::last_seen}) {
      for (const bool descending : {false, true}) {
        const DeviceQuery query = {
            .filter = {.state = state}, .sort = sort, .descending = descending};
        std::vector<RegistrationId> found;
        while (const auto id = device_at(*connection, customer, query, clock.now(), count,
                                         static_cast<std::int64_t>(found.size()))) {
          found.push_back(*id);
        }
        ASSERT_EQ(found, expected(query))
            << "state " << (state ? to_string(*state) : "any") << ", sort "
            << static_cast<int>(sort) << (descending ? " down" : " up");
      }
    }
  }
}

TEST_F(Listing, CountsAPlaceAmongThoseThatOneOrganisationRegistered) {
  const OrganisationId other{77};
  const auto count = store->devices().counts(customer, clock.now(), other);
  for (const auto sort : {DeviceSort::registered, DeviceSort::serial_number, DeviceSort::state,
                          DeviceSort::last_seen}) {
    const DeviceQuery query = {.filter = {.registered_by = other}, .sort = sort};
    EXPECT_FALSE(device_at(*connection, customer, query, clock.now(), count, 0));
  }
}

}  // namespace
}  // namespace muster::storage
