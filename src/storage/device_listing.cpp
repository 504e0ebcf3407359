// Which way is quick depends on how many devices a filter leaves. Few are gathered and sorted; many
// are met soon on the way in the order asked for. So nothing is counted but up to a few thousand.

#include "storage/device_listing.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "storage/device_row.h"
#include "storage/device_ways.h"
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

constexpr std::string_view count_serials = R"(
  SELECT count(*)
    FROM (SELECT 1 FROM device_serials
           WHERE customer_id = $1 AND state = $2 AND serial_number >= $3 AND serial_number < $4
           LIMIT $5) counted)";

constexpr std::string_view count_in_tag = R"(
  SELECT count(*)
    FROM (SELECT 1 FROM registrations
           WHERE customer_id = $1 AND state = $2 AND state <> 2 AND group_tag = $6
             AND serial_number >= $3 AND serial_number < $4
           LIMIT $5) counted)";

constexpr std::string_view count_seen = R"(
  SELECT count(*)
    FROM (SELECT 1 FROM check_ins
           WHERE customer_id = $1 AND last_seen_at >= $2 AND last_seen_at < $3
           LIMIT $4) counted)";

constexpr std::string_view select_open_batches = R"(
  SELECT id, decided_up_to FROM batches
   WHERE customer_id = $1 AND state NOT IN (4, 6) AND state <> 1
   ORDER BY id)";

constexpr std::string_view select_matching_range = R"(
  SELECT min(id), max(id), coalesce(sum(row_count), 0)
    FROM batches
   WHERE customer_id = $1 AND ($2 IS NULL OR order_id = $2) AND ($3 IS NULL OR purchase_id = $3)
     AND ($4 IS NULL OR id = $4) AND ($5 IS NULL OR created_by = $5) AND state <> 1)";

// Bounds of the serial numbers that the matching batches have.
constexpr std::string_view select_serial_bounds = R"(
  SELECT min(k.least_serial), max(k.greatest_serial)
    FROM device_blocks k
    JOIN batches b ON b.id = k.block >> 11
   WHERE k.customer_id = $1 AND k.block BETWEEN $2 >> 12 AND $3 >> 12
     AND ($4 IS NULL OR b.order_id = $4) AND ($5 IS NULL OR b.purchase_id = $5)
     AND ($6 IS NULL OR b.created_by = $6))";

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

/// The end of the serial numbers up to this one.
std::string just_beyond(const std::string& serial_number) { return serial_number + '\x01'; }

bool is_enrolled(DeviceState state) {
  return state == DeviceState::active || state == DeviceState::inactive;
}

/// What one statement is asked for, but for the customer and the filters that no state changes.
struct Part {
  StoredState state;
  Range range;
  std::string first_serial;
  std::string end_of_serials;
  std::optional<Time> seen_from;
  std::optional<Time> seen_to;  ///< exclusive
  /// Beside the serial number or the time where the page starts.
  RegistrationId start{0};
  bool by_last_seen = false;
};

class Listing {
 public:
  Listing(Connection& connection, OrganisationId customer, const DeviceQuery& query,
          const registry::ActiveWindow& window, const ListingLimits& limits)
      : connection_(connection),
        customer_(customer),
        query_(query),
        cutoff_(window.cutoff()),
        limits_(limits) {}

  std::vector<Device> run() {
    plan_for(Connection::Order::by_index);
    if (!narrow()) return {};
    if (query_.sort == DeviceSort::state) return state_by_state();
    if (query_.filter.state) {
      add_state(*query_.filter.state, query_.after);
      cut();
    } else {
      add_every_state();
    }
    return std::move(found_);
  }

 private:
  /// Whether a filter is one on batches.
  bool by_batch() const {
    const auto& filter = query_.filter;
    return filter.batch || filter.order_id || filter.purchase_id || filter.registered_by;
  }

  /// Finds the range of ids that a filter by batch, order or purchase leaves; false: none.
  bool narrow() {
    const auto& filter = query_.filter;
    if (!by_batch()) return true;
    {
      auto rows = storage::query(connection_, select_matching_range, customer_, filter.order_id,
                                 filter.purchase_id, filter.batch, filter.registered_by);
      if (!rows.next() || rows.is_null(0)) return false;
      range_ = {registry::registration_of(rows.id<registry::BatchId>(0), 0),
                registry::registration_of(rows.id<registry::BatchId>(1), registry::max_row)};
      small_ = rows.integer(2) <= limits_.small_range;
    }
    if (query_.sort == DeviceSort::serial_number && !small_) narrow_serials();
    return true;
  }

  /// Lets a walk along the serial numbers start where the first of these batches may stand.
  void narrow_serials() {
    auto rows = storage::query(connection_, select_serial_bounds, customer_, range_.first,
                               range_.last, query_.filter.order_id, query_.filter.purchase_id,
                               query_.filter.registered_by);
    if (!rows.next() || rows.is_null(0)) return;  // nothing decided yet
    least_serial_ = rows.text(0);
    end_of_serials_ = just_beyond(rows.text(1));
  }

  /// What most devices are comes first: where it fills the page, nothing else is read beyond the
  /// end.
  void add_every_state() {
    auto states = std::array{StoredState::registered, StoredState::enrolled, StoredState::failed,
                             StoredState::pending};
    if (query_.sort == DeviceSort::last_seen && query_.descending) std::swap(states[0], states[1]);
    for (const auto state : states) {
      if (state == StoredState::pending) {
        add_pending(query_.after);
      } else {
        add(state, std::nullopt, query_.after);
      }
      cut();
      if (found_.size() == query_.limit) end_ = found_.back();
    }
  }

  /// Brings what was found into order, and leaves a page of it.
  void cut() {
    std::ranges::sort(found_, [this](const Device& a, const Device& b) {
      return query_.descending ? before(b, a) : before(a, b);
    });
    if (found_.size() > query_.limit) found_.resize(query_.limit);
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
      add(stored_state_of(state), is_enrolled(state) ? std::optional(state) : std::nullopt, after);
    }
  }

  void add_pending(const std::optional<registry::DeviceCursor>& after) {
    std::vector<Range> open;
    {
      auto rows = storage::query(connection_, select_open_batches, customer_);
      while (rows.next()) {
        const auto batch = rows.id<registry::BatchId>(0);
        // Decided is in the order of the rows.
        const RegistrationId first{
            std::max(registry::registration_of(batch, 0).value, rows.integer(1) + 1)};
        open.push_back(
            {std::max(range_.first, first),
             std::min(range_.last, registry::registration_of(batch, registry::max_row))});
      }
    }
    const auto& way = query_.sort == DeviceSort::serial_number ? pending_by_serial : pending_by_id;
    for (const auto& rows : open) {
      auto part = part_of(StoredState::pending, rows);
      if (start_after(part, after) && end_with_page(part)) read(way, part);
    }
  }

  /// `seen` is Active or Inactive where only one of these is wanted.
  void add(StoredState state, std::optional<DeviceState> seen,
           const std::optional<registry::DeviceCursor>& after) {
    auto part = part_of(state, range_);
    part.first_serial = std::max(part.first_serial, least_serial_);
    if (end_of_serials_) part.end_of_serials = std::min(part.end_of_serials, *end_of_serials_);
    part.by_last_seen = query_.sort == DeviceSort::last_seen && state == StoredState::enrolled;
    if (seen) {
      // Exactly as long ago as the limit is Inactive already (design.md, "Device states").
      const auto limit = cutoff_ + std::chrono::milliseconds{1};
      part.seen_from = *seen == DeviceState::active ? limit : Time{};
      part.seen_to = *seen == DeviceState::active ? Time::max() : limit;
    }
    if (start_after(part, after) && end_with_page(part)) read(way_to(part), part);
  }

  Part part_of(StoredState state, const Range& range) const {
    return {.state = state,
            .range = range,
            .first_serial = query_.filter.serial_prefix,
            .end_of_serials = end_of_prefix(query_.filter.serial_prefix),
            .seen_from = std::nullopt,
            .seen_to = std::nullopt};
  }

  /// Makes the part begin where the page before ended; false: it was over.
  bool start_after(Part& part, const std::optional<registry::DeviceCursor>& after) const {
    if (!after) return true;
    switch (query_.sort) {
      case DeviceSort::serial_number:
        if (query_.descending) {
          part.end_of_serials = std::min(part.end_of_serials, after->serial_number);
        } else {
          part.first_serial = std::max(part.first_serial, after->serial_number);
        }
        part.start = after->id;
        return true;
      case DeviceSort::last_seen:
        // Devices never seen stand together before (or, descending, after) all others, in the order
        // of ids.
        if (part.by_last_seen != (after->last_seen != 0)) {
          return part.by_last_seen != query_.descending;
        }
        if (!part.by_last_seen) break;
        (query_.descending ? part.seen_to : part.seen_from) =
            Time{std::chrono::milliseconds{after->last_seen}};
        part.start = after->id;
        return true;
      case DeviceSort::registered:
      case DeviceSort::state:
        break;
    }
    if (query_.descending) {
      part.range.last = RegistrationId{std::min(part.range.last.value, after->id.value - 1)};
    } else {
      part.range.first = RegistrationId{std::max(part.range.first.value, after->id.value + 1)};
    }
    return true;
  }

  /// Makes the part end with the page, where that is full already; false: there is nothing in it.
  bool end_with_page(Part& part) const {
    if (!end_) return part.range.first <= part.range.last;
    switch (query_.sort) {
      case DeviceSort::serial_number:
        if (query_.descending) {
          part.first_serial = std::max(part.first_serial, end_->serial_number);
        } else {
          part.end_of_serials = std::min(part.end_of_serials, just_beyond(end_->serial_number));
        }
        break;
      case DeviceSort::last_seen:
        if (part.by_last_seen != end_->last_seen_at.has_value()) {
          return part.by_last_seen == query_.descending;
        }
        if (part.by_last_seen) break;  // they are of one state, and so of one part
        [[fallthrough]];
      case DeviceSort::registered:
      case DeviceSort::state:
        if (query_.descending) {
          part.range.first = std::max(part.range.first, end_->id);
        } else {
          part.range.last = std::min(part.range.last, end_->id);
        }
        break;
    }
    return part.range.first <= part.range.last;
  }

  const Way& way_to(const Part& part) const {
    const auto& filter = query_.filter;
    const bool searched = !filter.serial_prefix.empty();
    const bool search_narrowed = searched && by_batch() && !filter.group_tag;
    if (part.by_last_seen) {
      if (small_) return blocks_by_last_seen;
      if (search_narrowed && is_rare_in_blocks(part)) return search_blocks_by_last_seen;
      if (filter.group_tag && is_rare_in_tag(part)) return rare_in_tag_by_last_seen;
      if (searched && is_rare(part)) return rare_serial_by_last_seen;
      return by_last_seen;
    }
    if (query_.sort == DeviceSort::serial_number) {
      if (small_) return blocks_by_serial;
      if (search_narrowed && is_rare_in_blocks(part)) return search_blocks_by_serial;
      return filter.group_tag ? tag_by_serial : by_serial;
    }
    const auto& search = filter.group_tag ? search_blocks_in_tag : search_blocks;
    if (searched && by_batch()) return search;
    if (small_) return by_block;
    if (searched && filter.group_tag && is_rare_in_tag(part)) return rare_in_tag;
    if (searched && !filter.group_tag && is_rare(part)) return rare_serial;
    if (searched) return search;
    if (filter.group_tag) return by_tag;
    if (part.seen_from && is_rarely_seen(part)) return rarely_seen;
    return by_batch() ? by_block : by_state;
  }

  /// Whether few devices have a serial number like the one searched for.
  bool is_rare(const Part& part) const {
    auto rows = storage::query(connection_, count_serials, customer_, part.state, part.first_serial,
                               part.end_of_serials, limits_.rare);
    return rows.next() && rows.integer(0) < limits_.rare;
  }
  bool is_rare_in_tag(const Part& part) const {
    auto rows = storage::query(connection_, count_in_tag, customer_, part.state, part.first_serial,
                               part.end_of_serials, limits_.rare, query_.filter.group_tag);
    return rows.next() && rows.integer(0) < limits_.rare;
  }
  bool is_rarely_seen(const Part& part) const {
    auto rows = storage::query(connection_, count_seen, customer_, part.seen_from, part.seen_to,
                               limits_.rarely);
    return rows.next() && rows.integer(0) < limits_.rarely;
  }

  bool is_rare_in_blocks(const Part& part) const {
    auto rows = ask(count_in_blocks, part, limits_.rare);
    return rows.next() && rows.integer(0) < limits_.rare;
  }

  Rows ask(std::string_view statement, const Part& part, std::int64_t limit) const {
    const auto& filter = query_.filter;
    return storage::query(connection_, statement, customer_, part.state, part.range.first,
                          part.range.last, filter.order_id, filter.purchase_id, filter.group_tag,
                          part.first_serial, part.end_of_serials, part.start, part.seen_from,
                          part.seen_to, limit, filter.registered_by);
  }

  void plan_for(Connection::Order order) {
    if (order_ == order) return;
    connection_.plan_as_written(order);
    order_ = order;
  }

  void read(const Way& way, const Part& part) {
    plan_for(way.order);
    auto rows = ask(query_.descending ? way.descending : way.ascending, part,
                    static_cast<std::int64_t>(query_.limit));
    while (rows.next()) found_.push_back(device_from(rows));
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
  Time cutoff_;  ///< last seen then or earlier is Inactive
  ListingLimits limits_;
  Range range_{RegistrationId{0}, RegistrationId{INT64_MAX}};
  std::optional<Connection::Order> order_;  ///< that statements are planned for now
  bool small_ = false;                      ///< batches with few rows in all
  /// Bounds of what a filter by batch leaves of the decided rows, where they are worth knowing.
  std::string least_serial_;
  std::optional<std::string> end_of_serials_;
  std::vector<Device> found_;
  /// The last device of the page, once that is full: nothing beyond it is on it.
  std::optional<Device> end_;
};

}  // namespace

std::vector<Device> list_devices(Connection& connection, OrganisationId customer,
                                 const DeviceQuery& query, const registry::ActiveWindow& window,
                                 const ListingLimits& limits) {
  return Listing(connection, customer, query, window, limits).run();
}

}  // namespace muster::storage
