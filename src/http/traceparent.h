#pragma once
// The `traceparent` header field (W3C Trace Context, 3.2).

#include <string_view>

namespace muster::http {

/// Version, trace ID, parent ID and flags, as the specification wants them. Later versions may say
/// more behind the flags.
bool is_traceparent(std::string_view text);

}  // namespace muster::http
