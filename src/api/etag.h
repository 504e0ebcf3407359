#pragma once
// ETag, If-Match and If-None-Match (RFC 9110, 8.8.3 and 13.1).

#include <string>
#include <string_view>

#include "http/message.h"

namespace muster::api {

/// A strong ETag of a representation, with its quotes.
std::string etag_of(std::string_view representation);

/// Throws Refusal `precondition_failed` when the request has an If-Match that names another state.
void check_if_match(const http::Request& request, std::string_view etag);

/// Whether If-None-Match says that the client has this representation already.
bool is_not_modified(const http::Request& request, std::string_view etag);

}  // namespace muster::api
