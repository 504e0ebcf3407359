#include "security/address_policy.h"

#include <algorithm>
#include <initializer_list>
#include <stdexcept>
#include <string>

namespace muster::security {
namespace {

std::vector<AddressRange> ranges(std::initializer_list<std::string_view> texts) {
  std::vector<AddressRange> list;
  for (const auto text : texts) {
    const auto range = AddressRange::parse(text);
    if (!range) throw std::logic_error("no range of addresses: " + std::string(text));
    list.push_back(*range);
  }
  return list;
}

bool is_within(const std::vector<AddressRange>& list, const IpAddress& address) {
  return std::ranges::any_of(list, [&](const auto& range) { return range.contains(address); });
}

/// The IPv4 address that a NAT64 address leads to (RFC 6052); the address itself otherwise.
IpAddress destination(const IpAddress& address) {
  static const auto nat64 = AddressRange::parse("64:ff9b::/96");
  if (!nat64->contains(address)) return address;
  auto v4 = *IpAddress::parse("0.0.0.0");
  std::copy(address.bytes.end() - 4, address.bytes.end(), v4.bytes.end() - 4);
  return v4;
}

}  // namespace

bool is_public(const IpAddress& address) {
  static const auto reserved_v4 = ranges({
      "0.0.0.0/8",        // "this network", RFC 791
      "10.0.0.0/8",       // private, RFC 1918
      "100.64.0.0/10",    // shared by carriers, RFC 6598
      "127.0.0.0/8",      // loopback, RFC 1122
      "169.254.0.0/16",   // link-local, RFC 3927; clouds' metadata
      "172.16.0.0/12",    // private, RFC 1918
      "192.0.0.0/24",     // protocol assignments, RFC 6890
      "192.0.2.0/24",     // documentation, RFC 5737
      "192.88.99.0/24",   // 6to4 relays, RFC 7526
      "192.168.0.0/16",   // private, RFC 1918
      "198.18.0.0/15",    // benchmarking, RFC 2544
      "198.51.100.0/24",  // documentation, RFC 5737
      "203.0.113.0/24",   // documentation, RFC 5737
      "224.0.0.0/4",      // multicast, RFC 5771
      "240.0.0.0/4",      // reserved and broadcast, RFC 1112
  });
  static const auto global_v6 = ranges({"2000::/3"});  // RFC 4291, section 2.4; IANA
  static const auto reserved_v6 = ranges({
      "2001::/23",      // protocol assignments, RFC 2928; Teredo, ORCHID, benchmarking
      "2001:db8::/32",  // documentation, RFC 3849
      "2002::/16",      // 6to4, RFC 3056: leads to any IPv4 address
      "3fff::/20",      // documentation, RFC 9637
  });
  const auto end = destination(address);
  if (end.is_v4()) return !is_within(reserved_v4, end);
  return is_within(global_v6, end) && !is_within(reserved_v6, end);
}

AddressPolicy public_and(std::vector<AddressRange> also) {
  return [also = std::move(also)](const IpAddress& address) {
    return is_public(address) || is_within(also, destination(address));
  };
}

AddressPolicy any_address() {
  return [](const IpAddress&) { return true; };
}

}  // namespace muster::security
