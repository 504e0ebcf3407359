#pragma once
// A customer's devices day by day: what happened on each, and how many were in which state at its
// end. Days are those of UTC.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "registry/time.h"

namespace muster::registry {

using Day = std::chrono::sys_days;
inline Day day_of(Time time) { return std::chrono::floor<std::chrono::days>(time); }

/// Devices by stored state.
struct StoredCounts {
  std::int64_t pending = 0;
  std::int64_t failed = 0;
  std::int64_t registered = 0;  ///< never enrolled
  std::int64_t enrolled = 0;
  bool operator==(const StoredCounts&) const = default;
  StoredCounts& operator+=(const StoredCounts& other);
  StoredCounts& operator-=(const StoredCounts& other);
};

/// How many devices something happened to.
struct DeviceTally {
  std::int64_t accepted = 0;  ///< rows of uploads; one that is tried again counts again
  std::int64_t registered = 0;
  std::int64_t failed = 0;
  std::int64_t cancelled = 0;  ///< given up with their batch before they were decided
  std::int64_t retried = 0;    ///< failed, and tried again
  std::int64_t enrolled = 0;   ///< for the first time
  std::int64_t removed_failed = 0;
  std::int64_t removed_registered = 0;
  std::int64_t removed_enrolled = 0;
  std::int64_t seen = 0;  ///< checked in on the day for the first time
  bool operator==(const DeviceTally&) const = default;
  std::int64_t removed() const { return removed_failed + removed_registered + removed_enrolled; }
  /// What it makes of the counts by state.
  StoredCounts change() const;
};

struct CountedDay {
  Day day;
  DeviceTally tally;
};

struct DeviceDay {
  Day day;
  DeviceTally tally;
  /// At the end of the day, or by now; nullopt where days were not counted yet.
  std::optional<StoredCounts> states;
};

/// The days from `first` to `last`. `counted` are all days on which something was counted, by day;
/// `now` is what they have led to, from whatever was there before the first of them.
std::vector<DeviceDay> days_between(Day first, Day last, std::span<const CountedDay> counted,
                                    const StoredCounts& now);

}  // namespace muster::registry
