#pragma once
// An answer that says no, as the error that the command ends with.

#include <string>

#include "cli/client.h"
#include "cli/failure.h"

namespace muster::cli {

/// Reads problem details (RFC 9457) where the body holds them; otherwise says what came instead,
/// because then a proxy or something else than Muster has answered. `where` is method and URL.
ApiError error_of(const Response& response, std::string where);

}  // namespace muster::cli
