#pragma once
// Logging in without pasting a token (RFC 8628): shows a code and an address, and polls until
// somebody who has signed in there approves the code.

#include <chrono>
#include <functional>
#include <string>

#include "cli/client.h"
#include "cli/context.h"

namespace muster::cli {

/// Waits; handed in so that tests need not.
using TimedPause = std::function<void(std::chrono::seconds)>;
TimedPause real_pause();

/// The token that was approved. `client` needs no token. Throws Failure when the code was denied or
/// not approved in time.
std::string log_in_by_code(Context& context, Client& client, const TimedPause& pause);

}  // namespace muster::cli
