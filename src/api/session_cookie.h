#pragma once
// The cookie that keeps somebody signed in, and the proof that a request which carries it comes
// from our own pages (design.md, "Security").

#include <optional>
#include <string_view>

#include "api/services.h"
#include "http/message.h"

namespace muster::api {

/// Whether the portal is reached over TLS: the cookie is then a `__Host-` one.
bool is_secure(const Services& services, const http::Request& request);

/// The session's secret in the request. A request with two of ours has none: nobody can say which
/// of them was planted.
std::optional<std::string_view> session_secret(const Services& services,
                                               const http::Request& request);

void set_session_cookie(const Services& services, const http::Request& request,
                        http::Response& response, std::string_view secret);
void clear_session_cookie(const Services& services, const http::Request& request,
                          http::Response& response);

/// Throws Refusal `forbidden` for a request that changes something and does not say, by Origin or
/// Sec-Fetch-Site, that it comes from a page of ours: another site may make a browser send our
/// cookie, but not that.
void require_same_origin(const Services& services, const http::Request& request);

/// The same for requests without a cookie yet, which programs send as well: only another Origin is
/// refused, a missing one is not.
void refuse_other_origin(const Services& services, const http::Request& request);

}  // namespace muster::api
