#include "api/webhook_url.h"

#include <algorithm>

#include "security/address_policy.h"

namespace muster::api {
namespace {

/// The host of `host[:port]/...`, without the brackets of an IPv6 address.
std::string_view host_in(std::string_view rest) {
  if (rest.starts_with('[')) return rest.substr(1, rest.find(']') - 1);
  return rest.substr(0, rest.find_first_of(":/?"));
}

}  // namespace

std::optional<std::string> fault_of_webhook_url(std::string_view url, bool private_too) {
  constexpr std::string_view secure = "https://";
  constexpr std::string_view plain = "http://";
  std::string_view rest = url;
  if (url.starts_with(secure)) {
    rest.remove_prefix(secure.size());
  } else if (private_too && url.starts_with(plain)) {
    rest.remove_prefix(plain.size());
  } else {
    return "Must begin with https://.";
  }
  if (std::ranges::any_of(url, [](unsigned char c) { return c <= ' ' || c >= 0x7f; })) {
    return "Must be ASCII without blanks; encode what is not.";
  }
  if (rest.find('#') != std::string_view::npos) return "Must be without a fragment.";
  if (rest.substr(0, rest.find('/')).find('@') != std::string_view::npos) {
    return "Must be without a user and a password: the signature says who we are.";
  }
  const auto host = host_in(rest);
  if (host.empty()) return "Must name a host.";
  const auto address = security::IpAddress::parse(host);
  if (!private_too && (host == "localhost" || (address && !security::is_public(*address)))) {
    return "Must lead to a public address. The operator can allow private ones.";
  }
  return std::nullopt;
}

}  // namespace muster::api
