#pragma once
// Which addresses we connect to when somebody else chose the URL (a webhook, an identity provider).
// Without a policy, such a URL reaches what only this machine can: its own services, the network
// behind the firewall, a cloud's metadata at 169.254.169.254.

#include <functional>
#include <vector>

#include "security/ip_address.h"

namespace muster::security {

/// Whether we may connect there. Asked of the address that a name was resolved to, not of the name.
/// Must be thread-safe.
using AddressPolicy = std::function<bool(const IpAddress&)>;

/// Whether an address belongs to anybody on the public internet, by the special-purpose registries
/// of RFC 6890. Not: loopback, private (RFC 1918), link-local, shared (RFC 6598), unique local
/// (RFC 4193), multicast, documentation, benchmarking and reserved ones, whatever is no global
/// unicast (2000::/3), and IPv6 addresses that lead to one of these in IPv4: mapped
/// (::ffff:0:0/96), NAT64 (64:ff9b::/96), 6to4 (2002::/16), Teredo (2001::/32).
bool is_public(const IpAddress& address);

/// Public addresses and what the operator names beside them, such as his identity provider's
/// 10.1.0.0/16. NAT64 and mapped addresses count as the IPv4 address that they lead to.
AddressPolicy public_and(std::vector<AddressRange> also);

/// Everything: for tests, and for addresses that the operator himself wrote down.
AddressPolicy any_address();

}  // namespace muster::security
