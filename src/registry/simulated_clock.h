#pragma once
// A clock that somebody moves, so that weeks can be played in a minute.

#include <atomic>
#include <cstdint>

#include "registry/time.h"

namespace muster::registry {

/// Stands still until it is moved, or goes on from there at the pace of the machine's clock.
/// It never goes back, nor past the machine's clock: what it dated can afterwards be served by the
/// machine's clock. Thread-safe.
class SimulatedClock final : public Clock {
 public:
  SimulatedClock(const Clock& machine, Time start);

  Time now() const override;
  bool running() const;
  /// False, and nothing changes, when `time` lies before now() or after the machine's clock.
  bool move(Time time, bool running);

 private:
  const Clock& machine_;
  /// Twice the time at which it stands, in milliseconds; or, while it runs, twice how far it is
  /// behind the machine's clock, and one.
  std::atomic<std::int64_t> state_;
};

}  // namespace muster::registry
