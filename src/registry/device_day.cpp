// The states of past days follow from those of now, by taking back what happened since.

#include "registry/device_day.h"

#include <algorithm>

namespace muster::registry {

StoredCounts& StoredCounts::operator+=(const StoredCounts& other) {
  pending += other.pending;
  failed += other.failed;
  registered += other.registered;
  enrolled += other.enrolled;
  return *this;
}

StoredCounts& StoredCounts::operator-=(const StoredCounts& other) {
  pending -= other.pending;
  failed -= other.failed;
  registered -= other.registered;
  enrolled -= other.enrolled;
  return *this;
}

StoredCounts DeviceTally::change() const {
  return {.pending = accepted - registered - failed - cancelled,
          .failed = failed - retried - removed_failed,
          .registered = registered - enrolled - removed_registered,
          .enrolled = enrolled - removed_enrolled};
}

std::vector<DeviceDay> days_between(Day first, Day last, std::span<const CountedDay> counted,
                                    const StoredCounts& now) {
  std::vector<DeviceDay> days;
  auto at_end = now;
  std::size_t left = counted.size();  // days that are not taken back yet
  const auto take_back_after = [&](Day day) {
    for (; left > 0 && counted[left - 1].day > day; --left) {
      at_end -= counted[left - 1].tally.change();
    }
  };
  for (auto day = last; day >= first; day -= std::chrono::days{1}) {
    take_back_after(day);
    DeviceDay made{.day = day, .tally = {}, .states = {}};
    const bool counts = left > 0 && counted[left - 1].day == day;
    if (counts) made.tally = counted[left - 1].tally;
    // Before the first counted day there either was nothing, or something that nobody counted.
    if (left > 0 || at_end == StoredCounts{}) made.states = at_end;
    days.push_back(made);
  }
  std::ranges::reverse(days);
  return days;
}

}  // namespace muster::registry
