// A Cookie header: what is found is a part of it, and the strict reading never finds what the other
// one does not.

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>

#include "require.h"
#include "security/cookie.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace muster;
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  for (const std::string_view name : {"a", "__Host-muster_session", ""}) {
    const auto first = security::cookie_value(header, name);
    const auto only = security::own_cookie_value(header, name);
    if (first) fuzz::require(header.find(*first) != std::string_view::npos);
    if (only) fuzz::require(*only == first);
    if (!only) fuzz::require(first.has_value());
  }
  try {
    const auto set = security::set_cookie("a", header, {});
    fuzz::require(set.find_first_of("\r\n") == std::string::npos);
    const auto sent = set.substr(0, set.find(';'));
    fuzz::require(security::own_cookie_value(sent, "__Host-a") == header);
  } catch (const std::invalid_argument&) {
    // The header has what a value may not have.
  }
  return 0;
}
