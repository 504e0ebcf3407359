#pragma once
// Follows a batch until its last row is decided: by the server's events, and by asking again where
// events don't come through (a proxy that buffers, a server that restarted).

#include <boost/json/fwd.hpp>
#include <functional>
#include <string>

#include "cli/client.h"
#include "cli/progress_bar.h"

namespace muster::cli {

/// Waits between two questions. Handed in so that tests need not wait.
using Pause = std::function<void()>;
Pause half_a_second();

/// The batch at `path` (/customers/.../batches/...) once it is finished or cancelled. A server that
/// goes away is waited for as long as 60 pauses, since it goes on by itself after a restart; then
/// Unreachable is thrown.
boost::json::value wait_for_batch(Client& client, const std::string& path, ProgressBar& bar,
                                  const Pause& pause);

}  // namespace muster::cli
