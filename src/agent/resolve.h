#pragma once
// Names to addresses without getaddrinfo(), which a static program can only use where the very same
// C library is installed: numbers, /etc/hosts, then DNS as /etc/resolv.conf says.

#include <string>
#include <vector>

namespace muster::agent {

/// IPv4 and IPv6 addresses as text, in the order in which to try them; empty for none.
std::vector<std::string> resolve(const std::string& host);

}  // namespace muster::agent
