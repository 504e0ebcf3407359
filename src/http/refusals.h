#pragma once
// What the server itself answers when no handler does.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "http/problem.h"

namespace muster::http {

/// `status` is one of 400, 408, 414, 415, 417, 431, 501, 505.
Problem invalid_request(int status, std::string_view detail);
Problem not_found();
Problem method_not_allowed(std::string_view method, std::string_view allowed);
Problem body_too_large(std::uint64_t limit);
/// All handler threads are taken, and so are the places of those that wait.
Problem too_busy();
/// `retry_after` is in seconds.
Problem too_many_requests(std::uint64_t retry_after);
/// As many uploads are in progress as the server takes.
Problem too_many_uploads();

/// The value of `Allow`.
std::string allow(std::span<const std::string> methods);

}  // namespace muster::http
