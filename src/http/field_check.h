#pragma once
// The header fields of a request taken together (RFC 9112, sections 3.2, 6 and 7): whatever lets
// two programs disagree on where a request ends or for whom it is meant, is refused.

#include <optional>

#include "http/head_check.h"
#include "http/message.h"

namespace muster::http {

/// `version` is 11 for HTTP/1.1. Status 400, 415, 417, 501 or 505; after any of them the connection
/// has to be closed.
std::optional<HeadFault> check_fields(const Headers& headers, unsigned version);

}  // namespace muster::http
