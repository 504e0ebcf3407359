#pragma once
// Which processes share an installation. What one of them has in hand (a chunk of a batch, an
// upload, a request with an idempotency key) is its own for as long as it is alive, and anybody's
// afterwards: one lease a process stands for all.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "registry/time.h"

namespace muster::registry {

/// A process that has not renewed its lease for so long is taken for dead. By the machine's clock,
/// which no test sets; clocks of machines may differ by a third of it.
constexpr std::chrono::milliseconds process_lease = std::chrono::seconds{30};
constexpr std::chrono::milliseconds process_renewal = process_lease / 3;

struct Process {
  std::int64_t id = 0;
  std::string kind;  ///< `server`, `worker`
  std::string host;
  Time started_at;
  Time alive_until;
};

/// Thread-safe; blocks on the database.
class Processes {
 public:
  virtual ~Processes() = default;
  /// From now on this process is alive, under an id of its own.
  virtual void begin(std::string_view kind) = 0;
  /// Each process_renewal.
  virtual void renew() = 0;
  /// Gives up at once whatever the process has in hand.
  virtual void end() = 0;
  /// Those that are alive, the oldest first.
  virtual std::vector<Process> list() = 0;
};

}  // namespace muster::registry
