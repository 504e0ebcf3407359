#pragma once
// Who a request is from when a proxy stands in front: what `Forwarded` (RFC 7239) or
// `X-Forwarded-For` and `X-Forwarded-Proto` say, but only where a trusted proxy says it.

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace muster::http {

/// Addresses and networks. Immutable.
class TrustedProxies {
 public:
  TrustedProxies() = default;  ///< nobody
  /// `127.0.0.1, 10.0.0.0/8 2001:db8::/32`. The error names the first part that is none.
  static std::expected<TrustedProxies, std::string> parse(std::string_view list);

  bool contains(std::string_view address) const;

 private:
  struct Network {
    std::array<std::uint8_t, 16> address;  ///< of IPv4: mapped into IPv6
    unsigned bits;
  };
  std::vector<Network> networks_;
};

/// What one customer of a network provider has: an IPv4 address, or the 64 bits in front of an IPv6
/// address. What is no address, as it is.
std::string network_of(std::string_view address);

struct Client {
  std::string address;
  bool secure;  ///< it speaks TLS, to the proxy or to us
};

/// From the last proxy backwards, up to the first address that is not trusted. Both kinds of fields
/// at once are believed only where they name the same client: a proxy that sets one of them may
/// pass on the other as the client made it up.
Client client_of(std::string_view peer, bool peer_uses_tls, const Headers& headers,
                 const TrustedProxies& trusted);

}  // namespace muster::http
