#include "http/forwarding.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <optional>

#include "http/content_type.h"
#include "http/field_text.h"

namespace muster::http {
namespace {

namespace ip = boost::asio::ip;
using Bytes = std::array<std::uint8_t, 16>;

std::optional<Bytes> bytes_of(std::string_view text, bool* is_v4 = nullptr) {
  boost::system::error_code error;
  const auto address = ip::make_address(text, error);
  if (error) return std::nullopt;
  if (is_v4 != nullptr) *is_v4 = address.is_v4();
  return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes()
                         : address.to_v6().to_bytes();
}

/// The elements of every field of that name, in order. A comma inside quotes is no end.
std::vector<std::string> elements_of(const Headers& headers, std::string_view wanted) {
  std::vector<std::string> elements;
  for (const auto& [name, value] : headers.all()) {
    if (!same_name(name, wanted)) continue;
    bool quoted = false;
    std::string element;
    for (const char c : value) {
      if (c == '"') quoted = !quoted;
      if (c == ',' && !quoted) {
        elements.emplace_back(trimmed(std::exchange(element, {})));
      } else {
        element += c;
      }
    }
    elements.emplace_back(trimmed(element));
  }
  return elements;
}

/// `[2001:db8::1]:4711`, `192.0.2.1:4711` or either without port; empty for what is no address.
std::string address_of(std::string_view node) {
  if (node.starts_with('[')) {
    node = node.substr(1, node.find(']') - 1);
  } else if (node.find(':') == node.rfind(':')) {
    node = node.substr(0, node.find(':'));
  }
  return bytes_of(node) ? std::string(node) : std::string();
}

struct Hop {
  std::string address;
  std::string protocol;
};

std::vector<Hop> forwarded_hops(const Headers& headers) {
  std::vector<Hop> hops;
  for (const auto& element : elements_of(headers, "Forwarded")) {
    Hop hop;
    // What follows a semicolon is read as parameters are; the first pair stands behind one as well.
    if (const auto pairs = parse_parameterised("hop;" + element)) {
      hop.address = address_of(pairs->parameter("for").value_or(""));
      hop.protocol = pairs->parameter("proto").value_or("");
    }
    hops.push_back(std::move(hop));
  }
  return hops;
}

std::vector<Hop> x_forwarded_hops(const Headers& headers) {
  std::vector<Hop> hops;
  const auto protocols = elements_of(headers, "X-Forwarded-Proto");
  const auto addresses = elements_of(headers, "X-Forwarded-For");
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    Hop hop{.address = address_of(addresses[i]), .protocol = {}};
    if (protocols.size() == addresses.size()) {
      hop.protocol = protocols[i];
    } else if (!protocols.empty()) {
      hop.protocol = protocols.back();
    }
    hops.push_back(std::move(hop));
  }
  return hops;
}

std::optional<Client> first_outside(const std::vector<Hop>& hops, const TrustedProxies& trusted) {
  std::optional<Client> client;
  for (auto hop = hops.rbegin(); hop != hops.rend() && !hop->address.empty(); ++hop) {
    client = Client{.address = hop->address, .secure = same_name(hop->protocol, "https")};
    if (!trusted.contains(hop->address)) break;
  }
  return client;
}

}  // namespace

std::expected<TrustedProxies, std::string> TrustedProxies::parse(std::string_view list) {
  TrustedProxies proxies;
  while (!list.empty()) {
    const auto part = list.substr(0, list.find_first_of(", "));
    list.remove_prefix(std::min(part.size() + 1, list.size()));
    if (part.empty()) continue;
    const auto slash = part.find('/');
    bool is_v4 = false;
    const auto address = bytes_of(part.substr(0, slash), &is_v4);
    unsigned bits = is_v4 ? 32 : 128;
    bool good = address.has_value();
    if (good && slash != std::string_view::npos) {
      const auto text = part.substr(slash + 1);
      const unsigned most = bits;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
      good = error == std::errc{} && end == text.data() + text.size() && bits <= most;
    }
    if (!good) {
      return std::unexpected(fmt::format("`{}` is no address and no network.", part));
    }
    proxies.networks_.push_back({*address, is_v4 ? bits + 96 : bits});
  }
  return proxies;
}

std::string network_of(std::string_view address) {
  bool is_v4 = false;
  auto bytes = bytes_of(address, &is_v4);
  if (!bytes || is_v4) return std::string(address);
  ip::address_v6 whole(*bytes);
  if (whole.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, whole).to_string();
  std::fill(bytes->begin() + 8, bytes->end(), std::uint8_t{0});
  return ip::address_v6(*bytes).to_string() + "/64";
}

bool TrustedProxies::contains(std::string_view address) const {
  const auto bytes = bytes_of(address);
  if (!bytes) return false;
  for (const auto& network : networks_) {
    bool same = true;
    for (unsigned bit = 0; bit < network.bits && same; ++bit) {
      const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
      same = ((*bytes)[bit / 8] & mask) == (network.address[bit / 8] & mask);
    }
    if (same) return true;
  }
  return false;
}

Client client_of(std::string_view peer, bool peer_uses_tls, const Headers& headers,
                 const TrustedProxies& trusted) {
  Client client{.address = std::string(peer), .secure = peer_uses_tls};
  if (!trusted.contains(peer)) return client;
  const auto forwarded = first_outside(forwarded_hops(headers), trusted);
  const auto x_forwarded = first_outside(x_forwarded_hops(headers), trusted);
  if (forwarded && x_forwarded && forwarded->address != x_forwarded->address) return client;
  if (x_forwarded) return *x_forwarded;
  return forwarded.value_or(client);
}

}  // namespace muster::http
