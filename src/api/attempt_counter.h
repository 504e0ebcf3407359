#pragma once
// Counts the failed attempts of callers at something that could be guessed, and makes them wait
// (security/attempt_delay.h). In memory: a restart forgives.

#include <cstdint>
#include <map>
#include <mutex>

#include "registry/time.h"

namespace muster::api {

/// Thread-safe.
class AttemptCounter {
 public:
  /// Throws Refusal `too_many_requests` while this caller has to wait.
  void check(std::int64_t caller, registry::Time now) const;
  void failed(std::int64_t caller, registry::Time now);
  void succeeded(std::int64_t caller);

 private:
  struct Failures {
    unsigned count = 0;
    registry::Time last;
  };
  mutable std::mutex mutex_;
  std::map<std::int64_t, Failures> failures_;
};

}  // namespace muster::api
