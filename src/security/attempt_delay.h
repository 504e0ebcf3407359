#pragma once
// How long somebody has to wait after failed sign-ins: nothing after the first few, as people
// mistype; then ever longer, so that guessing leads nowhere, and never for good, so that nobody can
// be locked out by others. Pure arithmetic; whoever keeps the counters calls it for each of them
// (an account, an address). A good sign-in sets the counter to 0.

#include <chrono>

#include "registry/time.h"

namespace muster::security {

constexpr unsigned free_attempts = 5;
constexpr std::chrono::seconds first_delay{1};  ///< after the fifth failure; doubles with each one
constexpr std::chrono::minutes longest_delay{15};
constexpr std::chrono::hours failures_forgiven_after{24};

/// How long to wait at `now` until the next attempt; zero when it is allowed. `failures` counts
/// those since the last good sign-in, the last of them at `last_failure`. Should the clock have
/// been set back, the wait is still no longer than the delay.
std::chrono::milliseconds retry_after(unsigned failures, registry::Time last_failure,
                                      registry::Time now);

/// What `failures` is after one more at `now`: begins anew once the old ones are forgiven.
unsigned failures_after_another(unsigned failures, registry::Time last_failure, registry::Time now);

}  // namespace muster::security
