#include "api/device_query.h"

#include <charconv>

#include "api/cursor.h"

namespace muster::api {
namespace {

using registry::DeviceCursor;
using registry::DeviceQuery;
using registry::DeviceSort;

constexpr TextRule filter_text = {.min = 1, .max = 256};
constexpr TextRule prefix_text = {.min = 0, .max = 128};

CursorOf list_of(const DeviceQuery& query) {
  const auto order = static_cast<int>(query.sort) * 2 + (query.descending ? 1 : 0);
  return static_cast<CursorOf>('0' + order);
}

template <class Number>
std::optional<Number> number_from(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

int state_rank(const registry::Device& device, const registry::ActiveWindow& window) {
  const auto state = registry::device_state(device.state, device.last_seen_at, window);
  return state ? static_cast<int>(*state) : 0;
}

}  // namespace

DeviceQuery read_device_query(QueryInput& input) {
  DeviceQuery query;
  std::vector<std::string_view> states;
  for (const auto state : registry::all_device_states) states.push_back(to_string(state));
  if (const auto state = input.choice("state", states)) {
    query.filter.state = registry::device_state_from(*state);
  }
  query.filter.batch = input.id<registry::BatchId>("batch_id", "a batch");
  query.filter.order_id = input.text("order_id", filter_text);
  query.filter.purchase_id = input.text("purchase_id", filter_text);
  query.filter.group_tag = input.text("group_tag", filter_text);
  query.filter.serial_prefix = input.text("serial_prefix", prefix_text).value_or("");
  const auto sort =
      input.choice("sort", {"registered", "-registered", "serial_number", "-serial_number", "state",
                            "-state", "last_seen", "-last_seen"});
  if (!sort) return query;
  query.descending = sort->starts_with('-');
  const auto name = std::string_view(*sort).substr(query.descending ? 1 : 0);
  query.sort = name == "serial_number" ? DeviceSort::serial_number
               : name == "state"       ? DeviceSort::state
               : name == "last_seen"   ? DeviceSort::last_seen
                                       : DeviceSort::registered;
  return query;
}

std::int64_t read_skip(QueryInput& input, const DeviceQuery& query) {
  constexpr std::int64_t most = 1'000'000'000;
  const auto given = input.value("skip");
  if (!given) return 0;
  const auto skip = number_from<std::int64_t>(*given);
  const auto& filter = query.filter;
  if (!skip || *skip < 0 || *skip > most) {
    input.invalid("skip", "not_in_range", "Must be a number from 0 to 1000000000.", *given);
  } else if (query.after || filter.batch || filter.order_id || filter.purchase_id ||
             filter.group_tag || !filter.serial_prefix.empty()) {
    input.invalid("skip", "not_with_these",
                  "Goes with no cursor and no filter but state: read on page by page instead.",
                  *given);
  } else {
    return *skip;
  }
  return 0;
}

DeviceCursor cursor_after(const registry::Device& device, const registry::ActiveWindow& window) {
  return {.id = device.id,
          .serial_number = device.serial_number,
          .state_rank = state_rank(device, window),
          .last_seen = device.last_seen_at ? device.last_seen_at->time_since_epoch().count() : 0};
}

std::string to_text(const DeviceCursor& cursor, const DeviceQuery& query) {
  const auto rank = std::to_string(cursor.state_rank);
  const auto seen = std::to_string(cursor.last_seen);
  return make_cursor(list_of(query), {cursor.id.text(), cursor.serial_number, rank, seen});
}

std::optional<DeviceCursor> device_cursor_from(std::string_view text, const DeviceQuery& query) {
  const auto fields = read_cursor(list_of(query), 4, text);
  if (!fields) return std::nullopt;
  const auto id = registry::RegistrationId::parse((*fields)[0]);
  const auto rank = number_from<int>((*fields)[2]);
  const auto seen = number_from<std::int64_t>((*fields)[3]);
  if (!id || !rank || *rank < 0 || *rank >= static_cast<int>(registry::all_device_states.size()) ||
      !seen) {
    return std::nullopt;
  }
  return DeviceCursor{
      .id = *id, .serial_number = (*fields)[1], .state_rank = *rank, .last_seen = *seen};
}

}  // namespace muster::api
