#include "registry/batch.h"

#include <utility>

namespace muster::registry {

std::string_view to_string(BatchState state) {
  switch (state) {
    case BatchState::receiving:
      return "receiving";
    case BatchState::pending:
      return "pending";
    case BatchState::running:
      return "running";
    case BatchState::finished:
      return "finished";
    case BatchState::cancelling:
      return "cancelling";
    case BatchState::cancelled:
      return "cancelled";
  }
  std::unreachable();
}

double Batch::rows_per_second(Time now) const {
  if (!started_at) return 0;
  const std::chrono::duration<double> taken = finished_at.value_or(now) - *started_at;
  const auto decided = static_cast<double>(counts.registered + counts.failed);
  // Below a millisecond the clock cannot tell: count it as one.
  return decided / std::max(taken.count(), 0.001);
}

}  // namespace muster::registry
