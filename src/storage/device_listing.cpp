// Every statement has the same parameters, so that the way to the rows is the only difference:
//   $1 customer   $2 stored state   $3, $4 first and last id   $5 order ID   $6 purchase ID
//   $7 group tag  $8, $9 first serial number and end of its prefix
//   $10, $11 last seen: from and to (exclusive), or null    $12 id of the cursor
//   $13 serial number of the cursor   $14 last-seen of the cursor   $15 limit
// A unary plus keeps SQLite from using a column's index (PostgreSQL ignores it).

#include "storage/device_listing.h"

#include <algorithm>
#include <optional>
#include <string>

#include "storage/device_row.h"
#include "storage/text_range.h"

namespace muster::storage {
namespace {

using registry::Device;
using registry::DeviceQuery;
using registry::DeviceSort;
using registry::DeviceState;
using registry::OrganisationId;
using registry::RegistrationId;
using registry::StoredState;
using registry::Time;

#define MUSTER_DEVICES                                 \
  "SELECT " MUSTER_DEVICE_COLUMNS                      \
  " FROM registrations r "                             \
  "CROSS JOIN batches b "                              \
  "LEFT JOIN check_ins c ON c.registration_id = r.id " \
  "WHERE b.id = r.id >> 23 AND b.state <> 1 "          \
  "AND ($5 IS NULL OR b.order_id = $5) "               \
  "AND ($6 IS NULL OR b.purchase_id = $6) "            \
  "AND ($10 IS NULL OR c.last_seen_at >= $10) "        \
  "AND ($11 IS NULL OR c.last_seen_at < $11) "

#define MUSTER_LIKE_SERIAL "AND ($8 = '' OR (r.serial_number >= $8 AND r.serial_number < $9)) "

#define MUSTER_LIKE_TAG "AND ($7 IS NULL OR +r.group_tag = $7) "

/// Ways to the rows. Each is a pair of statements: ascending and descending.
struct Way {
  std::string_view ascending;
  std::string_view descending;
};

// In the order of ids, by customer and state.
constexpr Way by_state = {MUSTER_DEVICES MUSTER_LIKE_SERIAL MUSTER_LIKE_TAG R"(
      AND r.customer_id = $1 AND r.state = $2 AND r.state <> 2
      AND r.id >= $3 AND r.id <= $4 AND r.id > coalesce($12, 0)
    ORDER BY r.id LIMIT $15)",
                          MUSTER_DEVICES MUSTER_LIKE_SERIAL MUSTER_LIKE_TAG R"(
      AND r.customer_id = $1 AND r.state = $2 AND r.state <> 2
      AND r.id >= $3 AND r.id <= $4 AND r.id < coalesce($12, 9223372036854775807)
    ORDER BY r.id DESC LIMIT $15)"};

// In the order of ids, by group tag.
constexpr Way by_group_tag = {MUSTER_DEVICES MUSTER_LIKE_SERIAL R"(
      AND r.customer_id = $1 AND r.group_tag = $7 AND +r.state = $2
      AND r.id >= $3 AND r.id <= $4 AND r.id > coalesce($12, 0)
    ORDER BY r.id LIMIT $15)",
                              MUSTER_DEVICES MUSTER_LIKE_SERIAL R"(
      AND r.customer_id = $1 AND r.group_tag = $7 AND +r.state = $2
      AND r.id >= $3 AND r.id <= $4 AND r.id < coalesce($12, 9223372036854775807)
    ORDER BY r.id DESC LIMIT $15)"};

#define MUSTER_DEVICES_BY_SERIAL                             \
  "SELECT " MUSTER_DEVICE_COLUMNS                            \
  " FROM device_serials n "                                  \
  "CROSS JOIN registrations r "                              \
  "CROSS JOIN batches b "                                    \
  "LEFT JOIN check_ins c ON c.registration_id = r.id "       \
  "WHERE r.id = n.registration_id AND b.id = r.id >> 23 "    \
  "AND n.customer_id = $1 AND n.state = $2 "                 \
  "AND n.serial_number >= $8 AND n.serial_number < $9 "      \
  "AND n.registration_id >= $3 AND n.registration_id <= $4 " \
  "AND ($5 IS NULL OR b.order_id = $5) "                     \
  "AND ($6 IS NULL OR b.purchase_id = $6) "                  \
  "AND ($10 IS NULL OR c.last_seen_at >= $10) "              \
  "AND ($11 IS NULL OR c.last_seen_at < $11) "

// In the order of serial numbers, by customer and state.
constexpr Way by_serial = {MUSTER_DEVICES_BY_SERIAL MUSTER_LIKE_TAG R"(
      AND n.serial_number >= coalesce($13, '')
      AND ($13 IS NULL OR (n.serial_number, n.registration_id) > ($13, $12))
    ORDER BY n.serial_number, n.registration_id LIMIT $15)",
                           MUSTER_DEVICES_BY_SERIAL MUSTER_LIKE_TAG R"(
      AND n.serial_number <= coalesce($13, $9)
      AND ($13 IS NULL OR (n.serial_number, n.registration_id) < ($13, $12))
    ORDER BY n.serial_number DESC, n.registration_id DESC LIMIT $15)"};

// A range of ids, sorted: for pending rows, which are in no index, and for small batches.
constexpr Way range_by_id = {MUSTER_DEVICES MUSTER_LIKE_SERIAL MUSTER_LIKE_TAG R"(
      AND +r.customer_id = $1 AND +r.state = $2
      AND r.id >= $3 AND r.id <= $4 AND r.id > coalesce($12, 0)
    ORDER BY r.id LIMIT $15)",
                             MUSTER_DEVICES MUSTER_LIKE_SERIAL MUSTER_LIKE_TAG R"(
      AND +r.customer_id = $1 AND +r.state = $2
      AND r.id >= $3 AND r.id <= $4 AND r.id < coalesce($12, 9223372036854775807)
    ORDER BY r.id DESC LIMIT $15)"};

constexpr Way range_by_serial = {MUSTER_DEVICES MUSTER_LIKE_SERIAL MUSTER_LIKE_TAG R"(
      AND +r.customer_id = $1 AND +r.state = $2 AND r.id >= $3 AND r.id <= $4
      AND ($13 IS NULL OR (+r.serial_number, +r.id) > ($13, $12))
    ORDER BY +r.serial_number, +r.id LIMIT $15)",
                                 MUSTER_DEVICES MUSTER_LIKE_SERIAL MUSTER_LIKE_TAG R"(
      AND +r.customer_id = $1 AND +r.state = $2 AND r.id >= $3 AND r.id <= $4
      AND ($13 IS NULL OR (+r.serial_number, +r.id) < ($13, $12))
    ORDER BY +r.serial_number DESC, +r.id DESC LIMIT $15)"};

// In the order of ids, for a search that few serial numbers match: those are sorted by id. The
// inner statement stays within the narrow table of serial numbers.
constexpr Way by_rare_serial = {"SELECT " MUSTER_DEVICE_COLUMNS R"(
      FROM (SELECT registration_id FROM device_serials
             WHERE customer_id = $1 AND state = $2 AND serial_number >= $8 AND serial_number < $9
               AND registration_id >= $3 AND registration_id <= $4
               AND registration_id > coalesce($12, 0)
             ORDER BY registration_id) n
      CROSS JOIN registrations r
      CROSS JOIN batches b
      LEFT JOIN check_ins c ON c.registration_id = r.id
     WHERE r.id = n.registration_id AND b.id = r.id >> 23
       AND ($5 IS NULL OR b.order_id = $5) AND ($6 IS NULL OR b.purchase_id = $6)
       AND ($10 IS NULL OR c.last_seen_at >= $10) AND ($11 IS NULL OR c.last_seen_at < $11) )" MUSTER_LIKE_TAG
                                "ORDER BY n.registration_id LIMIT $15",
                                "SELECT " MUSTER_DEVICE_COLUMNS R"(
      FROM (SELECT registration_id FROM device_serials
             WHERE customer_id = $1 AND state = $2 AND serial_number >= $8 AND serial_number < $9
               AND registration_id >= $3 AND registration_id <= $4
               AND registration_id < coalesce($12, 9223372036854775807)
             ORDER BY registration_id DESC) n
      CROSS JOIN registrations r
      CROSS JOIN batches b
      LEFT JOIN check_ins c ON c.registration_id = r.id
     WHERE r.id = n.registration_id AND b.id = r.id >> 23
       AND ($5 IS NULL OR b.order_id = $5) AND ($6 IS NULL OR b.purchase_id = $6)
       AND ($10 IS NULL OR c.last_seen_at >= $10) AND ($11 IS NULL OR c.last_seen_at < $11) )" MUSTER_LIKE_TAG
                                "ORDER BY n.registration_id DESC LIMIT $15"};

constexpr std::string_view count_matches = R"(
  SELECT count(*)
    FROM (SELECT 1 FROM device_serials
           WHERE customer_id = $1 AND state = $2 AND serial_number >= $3 AND serial_number < $4
           LIMIT $5))";

/// Up to so many matches are quicker sorted than looked for among all devices.
constexpr std::int64_t rare = 10'000;

#define MUSTER_CHECKED_IN                                           \
  "SELECT " MUSTER_DEVICE_COLUMNS                                   \
  " FROM check_ins c "                                              \
  "CROSS JOIN registrations r "                                     \
  "CROSS JOIN batches b "                                           \
  "WHERE r.id = c.registration_id AND b.id = r.id >> 23 "           \
  "AND c.customer_id = $1 AND r.customer_id = $1 AND r.state = $2 " \
  "AND ($5 IS NULL OR b.order_id = $5) "                            \
  "AND ($6 IS NULL OR b.purchase_id = $6) "                         \
  "AND c.last_seen_at >= coalesce($10, 0) "                         \
  "AND c.last_seen_at < coalesce($11, 9223372036854775807) "        \
  "AND r.id >= $3 AND r.id <= $4 "

// In the order of last seen.
constexpr Way by_last_seen = {MUSTER_CHECKED_IN MUSTER_LIKE_SERIAL MUSTER_LIKE_TAG R"(
      AND c.last_seen_at >= coalesce($14, 0)
      AND ($14 IS NULL OR (c.last_seen_at, c.registration_id) > ($14, $12))
    ORDER BY c.last_seen_at, c.registration_id LIMIT $15)",
                              MUSTER_CHECKED_IN MUSTER_LIKE_SERIAL MUSTER_LIKE_TAG R"(
      AND c.last_seen_at <= coalesce($14, 9223372036854775807)
      AND ($14 IS NULL OR (c.last_seen_at, c.registration_id) < ($14, $12))
    ORDER BY c.last_seen_at DESC, c.registration_id DESC LIMIT $15)"};

constexpr std::string_view select_open_batches = R"(
  SELECT id FROM batches
   WHERE customer_id = $1 AND state NOT IN (4, 6) AND state <> 1
   ORDER BY id)";

constexpr std::string_view select_matching_range = R"(
  SELECT min(id), max(id), coalesce(sum(row_count), 0)
    FROM batches
   WHERE customer_id = $1 AND ($2 IS NULL OR order_id = $2) AND ($3 IS NULL OR purchase_id = $3)
     AND ($4 IS NULL OR id = $4) AND state <> 1)";

/// Up to so many rows are quicker sorted than found one by one in an index that holds millions.
constexpr std::int64_t small_range = 50'000;

struct Range {
  RegistrationId first;
  RegistrationId last;
};

StoredState stored_state_of(DeviceState state) {
  switch (state) {
    case DeviceState::registration_pending:
      return StoredState::pending;
    case DeviceState::registration_failed:
      return StoredState::failed;
    case DeviceState::ready_for_user:
      return StoredState::registered;
    case DeviceState::active:
    case DeviceState::inactive:
      return StoredState::enrolled;
  }
  std::unreachable();
}

class Listing {
 public:
  Listing(Connection& connection, OrganisationId customer, const DeviceQuery& query, Time now)
      : connection_(connection), customer_(customer), query_(query), now_(now) {}

  std::vector<Device> run() {
    if (!narrow()) return {};
    if (query_.sort == DeviceSort::state) return state_by_state();
    for (const auto state : registry::all_device_states) {
      if (!query_.filter.state || *query_.filter.state == state) add_state(state, query_.after);
    }
    std::ranges::sort(found_, [this](const Device& a, const Device& b) {
      return query_.descending ? before(b, a) : before(a, b);
    });
    if (found_.size() > query_.limit) found_.resize(query_.limit);
    return std::move(found_);
  }

 private:
  /// Finds the range of ids that a filter by batch, order or purchase leaves; false: none.
  bool narrow() {
    const auto& filter = query_.filter;
    if (!filter.batch && !filter.order_id && !filter.purchase_id) return true;
    auto rows = storage::query(connection_, select_matching_range, customer_, filter.order_id,
                               filter.purchase_id, filter.batch);
    if (!rows.next() || rows.is_null(0)) return false;
    range_ = {registry::registration_of(rows.id<registry::BatchId>(0), 0),
              registry::registration_of(rows.id<registry::BatchId>(1), registry::max_row)};
    small_ = rows.integer(2) <= small_range && rows.integer(0) == rows.integer(1);
    return true;
  }

  /// One state after the other; within each, in the order of ids.
  std::vector<Device> state_by_state() {
    auto states =
        std::vector(registry::all_device_states.begin(), registry::all_device_states.end());
    if (query_.descending) std::ranges::reverse(states);
    for (const auto state : states) {
      if (query_.filter.state && *query_.filter.state != state) continue;
      const auto rank = static_cast<int>(state);
      auto after = query_.after;
      if (after && rank != after->state_rank) {
        const bool passed = query_.descending ? rank > after->state_rank : rank < after->state_rank;
        if (passed) continue;
        after.reset();
      }
      const auto from = static_cast<std::ptrdiff_t>(found_.size());
      add_state(state, after);
      std::sort(found_.begin() + from, found_.end(), [this](const Device& a, const Device& b) {
        return query_.descending ? a.id > b.id : a.id < b.id;
      });
      if (found_.size() >= query_.limit) break;
    }
    if (found_.size() > query_.limit) found_.resize(query_.limit);
    return std::move(found_);
  }

  void add_state(DeviceState state, const std::optional<registry::DeviceCursor>& after) {
    if (state == DeviceState::registration_pending) {
      add_pending(after);
    } else {
      add(way_to(state), state, range_, after);
    }
  }

  void add_pending(const std::optional<registry::DeviceCursor>& after) {
    std::vector<registry::BatchId> open;
    {
      auto rows = storage::query(connection_, select_open_batches, customer_);
      while (rows.next()) open.push_back(rows.id<registry::BatchId>(0));
    }
    const auto& way = query_.sort == DeviceSort::serial_number ? range_by_serial : range_by_id;
    for (const auto batch : open) {
      const Range rows{std::max(range_.first, registry::registration_of(batch, 0)),
                       std::min(range_.last, registry::registration_of(batch, registry::max_row))};
      if (rows.first <= rows.last) add(way, DeviceState::registration_pending, rows, after);
    }
  }

  const Way& way_to(DeviceState state) const {
    const bool enrolled = state == DeviceState::active || state == DeviceState::inactive;
    if (query_.sort == DeviceSort::last_seen && enrolled) return by_last_seen;
    if (query_.sort == DeviceSort::serial_number) return small_ ? range_by_serial : by_serial;
    if (small_) return range_by_id;
    if (is_rare(state)) return by_rare_serial;
    if (query_.filter.group_tag) return by_group_tag;
    return by_state;
  }

  /// Whether few devices of this state have a serial number like the one searched for.
  bool is_rare(DeviceState state) const {
    const auto& prefix = query_.filter.serial_prefix;
    if (prefix.empty()) return false;
    const auto end = end_of_prefix(prefix);
    auto rows = storage::query(connection_, count_matches, customer_, stored_state_of(state),
                               prefix, end, rare);
    return rows.next() && rows.integer(0) < rare;
  }

  void add(const Way& way, DeviceState state, const Range& range,
           const std::optional<registry::DeviceCursor>& after) {
    const auto& filter = query_.filter;
    const auto end = end_of_prefix(filter.serial_prefix);
    const auto cutoff = now_ - registry::default_check_in_age;
    std::optional<Time> seen_from;
    std::optional<Time> seen_to;
    // Exactly as long ago as the limit is Inactive already (design.md, "Device states").
    if (state == DeviceState::active) seen_from = cutoff + std::chrono::milliseconds{1};
    if (state == DeviceState::inactive) seen_to = cutoff + std::chrono::milliseconds{1};

    std::optional<RegistrationId> after_id;
    std::optional<std::string> after_serial;
    std::optional<std::int64_t> after_seen;
    if (after && !starts_anew(state, *after)) {
      after_id = after->id;
      after_serial = after->serial_number;
      after_seen = after->last_seen;
    } else if (after && is_passed(state, *after)) {
      return;
    }
    auto rows =
        storage::query(connection_, query_.descending ? way.descending : way.ascending, customer_,
                       stored_state_of(state), range.first, range.last, filter.order_id,
                       filter.purchase_id, filter.group_tag, filter.serial_prefix, end, seen_from,
                       seen_to, after_id, after_serial, after_seen, query_.limit);
    while (rows.next()) found_.push_back(device_from(rows));
  }

  // Sorted by last seen, devices never seen stand together before (or, descending, after) all
  // others, in the order of ids.
  bool starts_anew(DeviceState state, const registry::DeviceCursor& after) const {
    if (query_.sort != DeviceSort::last_seen) return false;
    return is_enrolled(state) != (after.last_seen != 0);
  }
  bool is_passed(DeviceState state, const registry::DeviceCursor&) const {
    return is_enrolled(state) == query_.descending;
  }
  static bool is_enrolled(DeviceState state) {
    return state == DeviceState::active || state == DeviceState::inactive;
  }

  bool before(const Device& a, const Device& b) const {
    switch (query_.sort) {
      case DeviceSort::serial_number:
        if (a.serial_number != b.serial_number) return a.serial_number < b.serial_number;
        break;
      case DeviceSort::last_seen:
        if (a.last_seen_at != b.last_seen_at) return a.last_seen_at < b.last_seen_at;
        break;
      case DeviceSort::registered:
      case DeviceSort::state:
        break;
    }
    return a.id < b.id;
  }

  Connection& connection_;
  OrganisationId customer_;
  const DeviceQuery& query_;
  Time now_;
  Range range_{RegistrationId{0}, RegistrationId{INT64_MAX}};
  bool small_ = false;
  std::vector<Device> found_;
};

}  // namespace

std::vector<Device> list_devices(Connection& connection, OrganisationId customer,
                                 const DeviceQuery& query, Time now) {
  return Listing(connection, customer, query, now).run();
}

}  // namespace muster::storage
