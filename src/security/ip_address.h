#pragma once
// Addresses of the internet, and ranges of them, for deciding whom we may talk to.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

struct sockaddr;

namespace muster::security {

/// Always 16 bytes: an IPv4 address is kept as `::ffff:a.b.c.d` (RFC 4291, section 2.5.5.2), so
/// that writing one in the longer form changes nothing.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  bool is_v4() const;

  /// `192.0.2.1` or `2001:db8::1`; no zones, no brackets, no octal or hexadecimal forms.
  static std::optional<IpAddress> parse(std::string_view text);
  /// nullopt for anything but IPv4 and IPv6.
  static std::optional<IpAddress> from(const sockaddr& address);

  auto operator<=>(const IpAddress&) const = default;
};

/// `10.0.0.0/8`, `fd00::/8`; a single address is a range of one.
struct AddressRange {
  IpAddress first;
  int prefix_bits = 128;  ///< of the 16 bytes

  static std::optional<AddressRange> parse(std::string_view text);
  bool contains(const IpAddress& address) const;
};

}  // namespace muster::security
