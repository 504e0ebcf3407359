#include "security/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

namespace muster::security {
namespace {

constexpr std::array<std::uint8_t, 12> v4_mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr int v4_prefix_bits = 96;

IpAddress from_v4(const in_addr& v4) {
  IpAddress address;
  std::ranges::copy(v4_mapped, address.bytes.begin());
  std::memcpy(address.bytes.data() + v4_mapped.size(), &v4, sizeof v4);
  return address;
}

IpAddress from_v6(const in6_addr& v6) {
  IpAddress address;
  std::memcpy(address.bytes.data(), &v6, sizeof v6);
  return address;
}

}  // namespace

bool IpAddress::is_v4() const {
  return std::equal(v4_mapped.begin(), v4_mapped.end(), bytes.begin());
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string terminated(text);
  if (terminated.find('\0') != std::string::npos) return std::nullopt;
  in_addr v4{};
  if (inet_pton(AF_INET, terminated.c_str(), &v4) == 1) return from_v4(v4);
  in6_addr v6{};
  if (inet_pton(AF_INET6, terminated.c_str(), &v6) == 1) return from_v6(v6);
  return std::nullopt;
}

std::optional<IpAddress> IpAddress::from(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return from_v4(v4.sin_addr);
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    return from_v6(v6.sin6_addr);
  }
  return std::nullopt;
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address_text = text.substr(0, slash);
  const auto address = IpAddress::parse(address_text);
  if (!address) return std::nullopt;
  AddressRange range{.first = *address};
  if (slash == std::string_view::npos) return range;
  const bool written_as_v4 = address_text.find(':') == std::string_view::npos;
  const auto digits = text.substr(slash + 1);
  int bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc() || end != digits.data() + digits.size() || bits < 0 ||
      bits > (written_as_v4 ? 32 : 128)) {
    return std::nullopt;
  }
  range.prefix_bits = written_as_v4 ? v4_prefix_bits + bits : bits;
  return range;
}

bool AddressRange::contains(const IpAddress& address) const {
  const auto whole_bytes = static_cast<std::size_t>(prefix_bits / 8);
  const int rest = prefix_bits % 8;
  if (!std::equal(first.bytes.begin(), first.bytes.begin() + whole_bytes, address.bytes.begin())) {
    return false;
  }
  if (rest == 0) return true;
  return ((first.bytes[whole_bytes] ^ address.bytes[whole_bytes]) >> (8 - rest)) == 0;
}

}  // namespace muster::security
