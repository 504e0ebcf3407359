#pragma once
// Media types as Content-Type and Accept name them (RFC 9110, 8.3 and 12.5.1).

#include <string>
#include <string_view>

#include "http/message.h"

namespace muster::api {

/// `text/csv` of `Text/CSV; charset=utf-8`; empty when the request has no Content-Type.
std::string content_type_of(const http::Request& request);

/// Whether the client takes this type; one that sends no Accept takes everything.
bool accepts(const http::Request& request, std::string_view type);

/// Whether the client asks for this type by its name, rather than with a wildcard.
bool asks_for(const http::Request& request, std::string_view type);

}  // namespace muster::api
