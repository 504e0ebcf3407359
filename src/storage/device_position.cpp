// Each stored state has its part of an index; the parts are merged in the order asked for, and all
// but one entry are passed over. A part that is not wanted has a state that no device has.

#include "storage/device_position.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace muster::storage {
namespace {

using registry::DeviceSort;
using registry::DeviceState;
using registry::OrganisationId;
using registry::RegistrationId;
using registry::StoredState;
using registry::Time;

// $1 customer   $2 failed   $3 registered   $4 enrolled   $5 pending: the state, or -1
// $6 who registered them, or null   $7, $8 last seen: from and to (exclusive), or null   $9 place
#define MUSTER_MADE_BY(ID)                                               \
  " AND ($6 IS NULL OR EXISTS (SELECT 1 FROM batches o WHERE o.id = " ID \
  " >> 23 AND o.created_by = $6" MUSTER_FENCE "))"
#define MUSTER_SEEN_BETWEEN(ID)                                                         \
  " AND ($7 IS NULL OR EXISTS (SELECT 1 FROM check_ins s WHERE s.registration_id = " ID \
  " AND +s.customer_id = $1"                                                            \
  " AND ++s.last_seen_at >= $7 AND ++s.last_seen_at < $8" MUSTER_FENCE "))"

// Pending rows are in no index: those of the open batches, which are decided in the order of rows.
#define MUSTER_UNDECIDED                                                    \
  " FROM batches b CROSS JOIN registrations r "                             \
  "WHERE $5 = 2 AND b.customer_id = $1 AND b.state NOT IN (1, 4, 6) "       \
  "AND ($6 IS NULL OR b.created_by = $6) "                                  \
  "AND r.id > CASE WHEN b.decided_up_to > b.id << 23 THEN b.decided_up_to " \
  "ELSE b.id << 23 END AND r.id <= (b.id << 23 | 8388607) AND r.customer_id = $1 AND r.state = 2"

// PostgreSQL merges parts only if each of them asks for the order; SQLite does so anyway, and takes
// no ORDER BY there.
#define MUSTER_PART(SELECT, ORDER_BY) "/*pg (*/" SELECT "/*pg " ORDER_BY ")*/"
#define MUSTER_MERGED(ORDER_BY, FAILED, REGISTERED, ENROLLED, PENDING)          \
  MUSTER_PART(FAILED, ORDER_BY)                                                 \
  " UNION ALL " MUSTER_PART(REGISTERED, ORDER_BY) " UNION ALL " MUSTER_PART(    \
      ENROLLED, ORDER_BY) " UNION ALL " MUSTER_PART(PENDING, ORDER_BY) ORDER_BY \
      " LIMIT 1 OFFSET $9"

#define MUSTER_IDS(STATE)                                                          \
  "SELECT r.id FROM registrations r WHERE r.customer_id = $1 AND r.state = " STATE \
  " AND r.state <> 2" MUSTER_MADE_BY("r.id")
#define MUSTER_AT_BY_ID(ORDER)                                            \
  MUSTER_MERGED(" ORDER BY 1 " ORDER, MUSTER_IDS("$2"), MUSTER_IDS("$3"), \
                MUSTER_IDS("$4") MUSTER_SEEN_BETWEEN("r.id"), "SELECT r.id" MUSTER_UNDECIDED)
constexpr std::string_view at_by_id = MUSTER_AT_BY_ID("ASC");
constexpr std::string_view at_by_id_descending = MUSTER_AT_BY_ID("DESC");

#define MUSTER_SERIALS_OF(STATE)                                     \
  "SELECT n.registration_id, n.serial_number FROM device_serials n " \
  "WHERE n.customer_id = $1 AND n.state = " STATE MUSTER_MADE_BY("n.registration_id")
#define MUSTER_AT_BY_SERIAL(ORDER)                                                \
  MUSTER_MERGED(" ORDER BY 2 " ORDER ", 1 " ORDER, MUSTER_SERIALS_OF("$2"),       \
                MUSTER_SERIALS_OF("$3"),                                          \
                MUSTER_SERIALS_OF("$4") MUSTER_SEEN_BETWEEN("n.registration_id"), \
                "SELECT r.id, r.serial_number" MUSTER_UNDECIDED)
constexpr std::string_view at_by_serial = MUSTER_AT_BY_SERIAL("ASC");
constexpr std::string_view at_by_serial_descending = MUSTER_AT_BY_SERIAL("DESC");

// Whatever has a check-in is enrolled, and what is removed loses it: the index alone tells.
// $1 customer   $2, $3 last seen   $4 place   $5 who registered them, or null
#define MUSTER_AT_BY_TIME(ORDER)                                                             \
  "SELECT c.registration_id FROM check_ins c "                                               \
  "WHERE c.customer_id = $1 AND c.last_seen_at >= $2 AND c.last_seen_at < $3 "               \
  "AND ($5 IS NULL OR EXISTS (SELECT 1 FROM batches o WHERE o.id = c.registration_id >> 23 " \
  "AND o.created_by = $5" MUSTER_FENCE ")) ORDER BY c.last_seen_at " ORDER                   \
  ", c.registration_id " ORDER                                                               \
  " LIMIT 1 "                                                                                \
  "OFFSET $4"
constexpr std::string_view at_by_time = MUSTER_AT_BY_TIME("ASC");
constexpr std::string_view at_by_time_descending = MUSTER_AT_BY_TIME("DESC");

std::int64_t count_of(const registry::DeviceCounts& counts, DeviceState state) {
  switch (state) {
    case DeviceState::registration_pending:
      return counts.registration_pending;
    case DeviceState::registration_failed:
      return counts.registration_failed;
    case DeviceState::ready_for_user:
      return counts.ready_for_user;
    case DeviceState::active:
      return counts.active;
    case DeviceState::inactive:
      return counts.inactive;
  }
  std::unreachable();
}

class Position {
 public:
  Position(Connection& connection, OrganisationId customer, const registry::DeviceQuery& query,
           const registry::ActiveWindow& window, const registry::DeviceCounts& counts)
      : connection_(connection),
        customer_(customer),
        query_(query),
        counts_(counts),
        // Exactly as long ago as the limit is Inactive already (design.md, "Device states").
        limit_(window.cutoff() + std::chrono::milliseconds{1}) {
    if (query.filter.state) {
      wanted_.push_back(*query.filter.state);
    } else {
      wanted_.assign(registry::all_device_states.begin(), registry::all_device_states.end());
    }
  }

  std::optional<RegistrationId> at(std::int64_t place) const {
    switch (query_.sort) {
      case DeviceSort::state:
        return by_state(place);
      case DeviceSort::last_seen:
        return by_last_seen(place);
      case DeviceSort::serial_number:
        return walk(query_.descending ? at_by_serial_descending : at_by_serial, wanted_, place);
      case DeviceSort::registered:
        return walk_ids(wanted_, place);
    }
    std::unreachable();
  }

 private:
  using States = std::vector<DeviceState>;

  std::optional<RegistrationId> by_state(std::int64_t place) const {
    auto states = wanted_;
    if (query_.descending) std::ranges::reverse(states);
    for (const auto state : states) {
      const auto count = count_of(counts_, state);
      if (place < count) return walk_ids({state}, place);
      place -= count;
    }
    return std::nullopt;
  }

  /// Devices never seen stand together before (or, descending, after) all others.
  std::optional<RegistrationId> by_last_seen(std::int64_t place) const {
    States never;
    bool active = false;
    bool inactive = false;
    std::int64_t unseen = 0;
    std::int64_t seen = 0;
    for (const auto state : wanted_) {
      const bool enrolled = state == DeviceState::active || state == DeviceState::inactive;
      (enrolled ? seen : unseen) += count_of(counts_, state);
      active = active || state == DeviceState::active;
      inactive = inactive || state == DeviceState::inactive;
      if (!enrolled) never.push_back(state);
    }
    const auto first = query_.descending ? seen : unseen;
    const bool in_first = place < first;
    if (!in_first) place -= first;
    if (in_first != query_.descending) return walk_ids(never, place);
    if (!active && !inactive) return std::nullopt;
    return read(query_.descending ? at_by_time_descending : at_by_time, customer_,
                inactive ? Time{} : limit_, active ? Time::max() : limit_, place,
                query_.filter.registered_by);
  }

  std::optional<RegistrationId> walk_ids(const States& states, std::int64_t place) const {
    return walk(query_.descending ? at_by_id_descending : at_by_id, states, place);
  }

  std::optional<RegistrationId> walk(std::string_view statement, const States& states,
                                     std::int64_t place) const {
    const auto has = [&](DeviceState state) {
      return std::ranges::find(states, state) != states.end();
    };
    const auto part = [](bool wanted, StoredState state) {
      return wanted ? static_cast<std::int64_t>(state) : std::int64_t{-1};
    };
    const bool active = has(DeviceState::active);
    const bool inactive = has(DeviceState::inactive);
    std::optional<Time> from;
    std::optional<Time> to;
    if (active != inactive) {
      from = active ? limit_ : Time{};
      to = active ? Time::max() : limit_;
    }
    return read(statement, customer_,
                part(has(DeviceState::registration_failed), StoredState::failed),
                part(has(DeviceState::ready_for_user), StoredState::registered),
                part(active || inactive, StoredState::enrolled),
                part(has(DeviceState::registration_pending), StoredState::pending),
                query_.filter.registered_by, from, to, place);
  }

  template <class... Values>
  std::optional<RegistrationId> read(std::string_view statement, const Values&... values) const {
    Rows rows = storage::query(connection_, statement, values...);
    if (!rows.next()) return std::nullopt;
    return rows.id<RegistrationId>(0);
  }

  Connection& connection_;
  OrganisationId customer_;
  const registry::DeviceQuery& query_;
  const registry::DeviceCounts& counts_;
  Time limit_;  ///< last seen then or later is Active
  States wanted_;
};

}  // namespace

std::optional<RegistrationId> device_at(Connection& connection, OrganisationId customer,
                                        const registry::DeviceQuery& query,
                                        const registry::ActiveWindow& window,
                                        const registry::DeviceCounts& counts, std::int64_t place) {
  connection.plan_as_written(Connection::Order::sorted);
  return Position(connection, customer, query, window, counts).at(place);
}

}  // namespace muster::storage
