#include "agent/resolve.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <strings.h>

#include <array>
#include <fstream>
#include <sstream>

namespace muster::agent {
namespace {

bool is_address(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

void look_in_hosts(const std::string& host, std::vector<std::string>& found) {
  std::ifstream file("/etc/hosts");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string address;
    words >> address;
    for (std::string name; words >> name;) {
      if (::strcasecmp(name.c_str(), host.c_str()) == 0 && is_address(address)) {
        found.push_back(address);
      }
    }
  }
}

void ask_dns(const std::string& host, ns_type type, int family, std::vector<std::string>& found) {
  struct __res_state state{};
  if (::res_ninit(&state) != 0) return;
  std::array<unsigned char, 4096> answer{};
  const int size = ::res_nsearch(&state, host.c_str(), ns_c_in, type, answer.data(),
                                 static_cast<int>(answer.size()));
  ns_msg message{};
  if (size > 0 && ::ns_initparse(answer.data(), size, &message) == 0) {
    for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
      ns_rr record{};
      if (::ns_parserr(&message, ns_s_an, i, &record) != 0 || ns_rr_type(record) != type) continue;
      if (ns_rr_rdlen(record) != (family == AF_INET ? 4 : 16)) continue;
      std::array<char, INET6_ADDRSTRLEN> text{};
      if (::inet_ntop(family, ns_rr_rdata(record), text.data(), text.size()) != nullptr) {
        found.emplace_back(text.data());
      }
    }
  }
  ::res_nclose(&state);
}

}  // namespace

std::vector<std::string> resolve(const std::string& host) {
  if (is_address(host)) return {host};
  std::vector<std::string> found;
  look_in_hosts(host, found);
  if (found.empty()) {
    ask_dns(host, ns_t_a, AF_INET, found);
    ask_dns(host, ns_t_aaaa, AF_INET6, found);
  }
  return found;
}

}  // namespace muster::agent
