#pragma once
// What time it is, handed in wherever it matters, so that tests and simulations have their own.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace muster::registry {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
  }
};

/// RFC 3339 in UTC with milliseconds: `2026-11-23T13:09:20.123Z`.
std::string to_text(Time time);
/// RFC 3339 with any offset and up to nanoseconds (cut to milliseconds); nullopt otherwise.
std::optional<Time> time_from_text(std::string_view text);

}  // namespace muster::registry
