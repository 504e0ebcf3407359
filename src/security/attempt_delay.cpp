#include "security/attempt_delay.h"

#include <algorithm>
#include <limits>

namespace muster::security {
namespace {

std::chrono::milliseconds delay_after(unsigned failures) {
  if (failures < free_attempts) return std::chrono::milliseconds(0);
  // 2^10 seconds are more than the longest delay.
  const auto doublings = std::min(failures - free_attempts, 10U);
  return std::min<std::chrono::milliseconds>(first_delay * (1 << doublings), longest_delay);
}

bool is_forgiven(registry::Time last_failure, registry::Time now) {
  return now - last_failure >= failures_forgiven_after;
}

}  // namespace

std::chrono::milliseconds retry_after(unsigned failures, registry::Time last_failure,
                                      registry::Time now) {
  const auto delay = delay_after(failures);
  if (is_forgiven(last_failure, now)) return std::chrono::milliseconds(0);
  return std::clamp<std::chrono::milliseconds>(last_failure + delay - now,
                                               std::chrono::milliseconds(0), delay);
}

unsigned failures_after_another(unsigned failures, registry::Time last_failure,
                                registry::Time now) {
  if (is_forgiven(last_failure, now)) return 1;
  return failures == std::numeric_limits<unsigned>::max() ? failures : failures + 1;
}

}  // namespace muster::security
