#include "storage/device_records.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "storage/device_listing.h"
#include "storage/device_position.h"
#include "storage/device_row.h"
#include "storage/device_tally.h"
#include "storage/seen_buckets.h"
#include "storage/seen_days.h"

namespace muster::storage {
namespace {

using registry::Device;
using registry::DeviceCounts;
using registry::DeviceRefusal;
using registry::OrganisationId;
using registry::RegistrationId;
using registry::StoredState;
using registry::Time;

}  // namespace

std::vector<Device> DeviceRecords::list(OrganisationId customer, const registry::DeviceQuery& query,
                                        const registry::ActiveWindow& window) {
  std::vector<Device> found;
  database_.read(
      [&](Connection& connection) { found = list_devices(connection, customer, query, window); });
  return found;
}

// A row of a batch that is still being received, or whose batch was cancelled before it was
// decided, is no device.
constexpr std::string_view select_device = "SELECT " MUSTER_DEVICE_COLUMNS R"(
    FROM registrations r
    JOIN batches b ON b.id = r.id >> 23
    LEFT JOIN check_ins c ON c.registration_id = r.id AND c.customer_id = r.customer_id
   WHERE r.id = $2 AND r.customer_id = $1 AND r.state IN (2, 3, 4, 5)
     AND b.state <> 1 AND (r.state <> 2 OR b.state <> 6))";

namespace {

std::optional<Device> read_device(Connection& connection, OrganisationId customer,
                                  RegistrationId id) {
  auto rows = query(connection, select_device, customer, id);
  if (!rows.next()) return std::nullopt;
  return device_from(rows);
}

}  // namespace

std::optional<Device> DeviceRecords::at(OrganisationId customer, const registry::DeviceQuery& query,
                                        const registry::ActiveWindow& window, std::int64_t place) {
  const auto count = counts(customer, window, query.filter.registered_by);
  std::optional<Device> found;
  database_.read([&](Connection& connection) {
    const auto id = device_at(connection, customer, query, window, count, place);
    if (id) found = read_device(connection, customer, *id);
  });
  return found;
}

std::optional<Device> DeviceRecords::find(OrganisationId customer, RegistrationId id) {
  std::optional<Device> found;
  database_.read([&](Connection& connection) { found = read_device(connection, customer, id); });
  return found;
}

DeviceCounts DeviceRecords::counts(OrganisationId customer, const registry::ActiveWindow& window,
                                   std::optional<OrganisationId> registered_by) {
  DeviceCounts counts;
  database_.read([&](Connection& connection) {
    const auto stored = read_stored_counts(connection, customer, registered_by);
    counts.registration_pending = stored.pending;
    counts.registration_failed = stored.failed;
    counts.ready_for_user = stored.registered;
    counts.active = count_seen_after(connection, customer, window.cutoff(), registered_by);
    counts.inactive = stored.enrolled - counts.active;
  });
  return counts;
}

constexpr std::string_view update_device = R"(
  UPDATE registrations
     SET group_tag = CASE WHEN $3 = 1 THEN nullif($4, '') ELSE group_tag END,
         assigned_user = CASE WHEN $5 = 1 THEN nullif($6, '') ELSE assigned_user END,
         changed_at = $7
   WHERE id = $2 AND customer_id = $1)";

std::expected<void, DeviceRefusal> DeviceRecords::change(OrganisationId customer, RegistrationId id,
                                                         const registry::DeviceChange& change) {
  std::expected<void, DeviceRefusal> result;
  database_.write([&](Connection& connection) {
    if (!read_device(connection, customer, id)) {
      result = std::unexpected(DeviceRefusal::not_found);
      return;
    }
    execute(connection, update_device, customer, id, change.group_tag.has_value(), change.group_tag,
            change.assigned_user.has_value(), change.assigned_user, clock_.now());
  });
  return result;
}

constexpr std::string_view update_state = R"(
  UPDATE registrations SET state = $3, changed_at = $4 WHERE id = $2 AND customer_id = $1)";

constexpr std::string_view delete_serial = R"(
  DELETE FROM device_serials
   WHERE customer_id = $1 AND state = $2 AND serial_number = $3 AND registration_id = $4)";

constexpr std::string_view insert_serial = R"(
  INSERT INTO device_serials (customer_id, state, serial_number, registration_id)
  VALUES ($1, $2, $3, $4))";

namespace {

/// Moves a device to another state, in the lists too; states beyond `enrolled` are in no list.
void set_state(Connection& connection, const Device& device, StoredState state, Time now) {
  execute(connection, update_state, device.customer, device.id, state, now);
  execute(connection, delete_serial, device.customer, device.state, device.serial_number,
          device.id);
  if (state == StoredState::enrolled) {
    execute(connection, insert_serial, device.customer, state, device.serial_number, device.id);
  }
}

}  // namespace

constexpr std::string_view delete_check_in = R"(
  DELETE FROM check_ins WHERE registration_id = $2 AND customer_id = $1
  RETURNING last_seen_at)";

constexpr std::string_view delete_key = R"(
  DELETE FROM device_keys WHERE customer_id = $1 AND registration_id = $2)";

namespace {

using Removed = std::expected<Device, DeviceRefusal>;

/// The devices that one transaction removes.
class Removing {
 public:
  Removing(Connection& connection, OrganisationId customer, Time now)
      : connection_(connection), customer_(customer), now_(now) {}

  Removed take(RegistrationId id) {
    auto device = read_device(connection_, customer_, id);
    if (!device) return std::unexpected(DeviceRefusal::not_found);
    if (device->state == StoredState::pending) return std::unexpected(DeviceRefusal::pending);
    set_state(connection_, *device, StoredState::removing, now_);
    if (auto rows = query(connection_, delete_check_in, customer_, id); rows.next()) {
      buckets_.seen_no_longer(customer_, id, rows.time(0));
    }
    execute(connection_, delete_key, customer_, id);
    auto& tally = tallies_[device->registered_by];
    tally.removed_failed += device->state == StoredState::failed ? 1 : 0;
    tally.removed_registered += device->state == StoredState::registered ? 1 : 0;
    tally.removed_enrolled += device->state == StoredState::enrolled ? 1 : 0;
    return std::move(*device);
  }

  void write() const {
    for (const auto& [registered_by, tally] : tallies_) {
      count_devices(connection_, customer_, registered_by, now_, tally);
    }
    buckets_.write(connection_);
  }

 private:
  Connection& connection_;
  OrganisationId customer_;
  Time now_;
  std::map<OrganisationId, registry::DeviceTally> tallies_;
  SeenBuckets buckets_;
};

}  // namespace

// In the order of check-ins (EnrolmentRecords::check_in): all devices by their ids, then what is
// counted. Both wait for each other then, and never in a circle.
std::vector<Removed> DeviceRecords::remove(OrganisationId customer,
                                           std::span<const RegistrationId> ids) {
  std::vector<std::size_t> order(ids.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return ids[i]; });
  std::vector<Removed> removed(ids.size(), std::unexpected(DeviceRefusal::not_found));
  database_.write([&](Connection& connection) {
    Removing removing(connection, customer, clock_.now());
    for (const auto i : order) removed[i] = removing.take(ids[i]);
    removing.write();
  });
  return removed;
}

constexpr std::string_view update_removed = R"(
  UPDATE registrations SET state = 7 WHERE id = $2 AND customer_id = $1 AND state = 6)";

void DeviceRecords::removed(OrganisationId customer, RegistrationId id) {
  database_.write(
      [&](Connection& connection) { execute(connection, update_removed, customer, id); },
      Database::Durability::later);
}

constexpr std::string_view select_half_removed = "SELECT " MUSTER_DEVICE_COLUMNS R"(
    FROM registrations r
    JOIN batches b ON b.id = r.id >> 23
    LEFT JOIN check_ins c ON c.registration_id = r.id AND c.customer_id = r.customer_id
   WHERE r.state = 6
   ORDER BY r.id
   LIMIT $1)";

std::vector<Device> DeviceRecords::half_removed(std::size_t limit) {
  std::vector<Device> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_half_removed, limit);
    while (rows.next()) found.push_back(device_from(rows));
  });
  return found;
}

constexpr std::string_view insert_check_in = R"(
  INSERT INTO check_ins (registration_id, customer_id, last_seen_at, seen_days)
  VALUES ($2, $1, $3, $4)
  ON CONFLICT DO NOTHING)";

constexpr std::string_view select_last_seen = R"(
  SELECT last_seen_at FROM check_ins WHERE registration_id = $2 AND customer_id = $1)";

// Only from the time that was read: another server may be noting a check-in as well.
constexpr std::string_view update_on_same_day = R"(
  UPDATE check_ins SET last_seen_at = $3
   WHERE registration_id = $2 AND customer_id = $1 AND last_seen_at = $4)";

constexpr std::string_view update_on_new_day = R"(
  UPDATE check_ins SET last_seen_at = $3, seen_days = )" MUSTER_SEEN_DAYS_ON("$5") R"(
   WHERE registration_id = $2 AND customer_id = $1 AND last_seen_at = $4)";

namespace {

/// Whether it is the first time on its day.
bool note_check_in(Connection& connection, OrganisationId customer, RegistrationId id, Time seen_at,
                   SeenBuckets& buckets) {
  const auto day = day_number(seen_at);
  if (execute(connection, insert_check_in, customer, id, seen_at, newest_seen_day) > 0) {
    buckets.seen(customer, id, seen_at);
    return true;
  }
  for (;;) {
    auto rows = query(connection, select_last_seen, customer, id);
    if (!rows.next() || rows.time(0) >= seen_at) return false;
    const auto before = rows.time(0);
    const bool new_day = day_number(before) < day;
    const auto noted =
        new_day ? execute(connection, update_on_new_day, customer, id, seen_at, before, day)
                : execute(connection, update_on_same_day, customer, id, seen_at, before);
    if (noted == 0) continue;
    buckets.seen_no_longer(customer, id, before);
    buckets.seen(customer, id, seen_at);
    return new_day;
  }
}

}  // namespace

std::expected<bool, DeviceRefusal> DeviceRecords::check_in(OrganisationId customer,
                                                           RegistrationId id, Time seen_at) {
  std::expected<bool, DeviceRefusal> result = false;
  database_.write([&](Connection& connection) {
    const auto device = read_device(connection, customer, id);
    if (!device) {
      result = std::unexpected(DeviceRefusal::not_found);
      return;
    }
    if (device->state == StoredState::registered) {
      set_state(connection, *device, StoredState::enrolled, seen_at);
      result = true;
    } else if (device->state != StoredState::enrolled) {
      result = std::unexpected(DeviceRefusal::not_registered);
      return;
    }
    SeenBuckets buckets;
    const bool first_today = note_check_in(connection, customer, id, seen_at, buckets);
    count_devices(connection, customer, device->registered_by, seen_at,
                  {.enrolled = *result ? 1 : 0, .seen = first_today ? 1 : 0});
    buckets.write(connection);
  });
  return result;
}

}  // namespace muster::storage
