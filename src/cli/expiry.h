#pragma once
// When a token ends, as a person writes it.

#include <chrono>
#include <string>

namespace muster::cli {

/// `12h`, `90d`, `52w` from `now` on (at most 100 years), or an RFC 3339 time in UTC as it is. The
/// result is RFC 3339 in UTC with milliseconds. Throws Failure (usage) for anything else.
std::string expiry_time(const std::string& text, std::chrono::system_clock::time_point now);

}  // namespace muster::cli
