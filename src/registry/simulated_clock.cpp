#include "registry/simulated_clock.h"

namespace muster::registry {
namespace {

std::int64_t count(Time time) { return time.time_since_epoch().count(); }

Time time_of(std::int64_t state, const Clock& machine) {
  const std::chrono::milliseconds value{state >> 1};
  return (state & 1) == 0 ? Time{value} : machine.now() - value;
}

}  // namespace

SimulatedClock::SimulatedClock(const Clock& machine, Time start)
    : machine_(machine), state_(count(start) * 2) {}

Time SimulatedClock::now() const { return time_of(state_.load(), machine_); }

bool SimulatedClock::running() const { return (state_.load() & 1) != 0; }

bool SimulatedClock::move(Time time, bool running) {
  auto state = state_.load();
  for (;;) {
    const auto limit = machine_.now();
    if (time < time_of(state, machine_) || time > limit) return false;
    const auto next = running ? (count(limit) - count(time)) * 2 + 1 : count(time) * 2;
    if (state_.compare_exchange_weak(state, next)) return true;
  }
}

}  // namespace muster::registry
