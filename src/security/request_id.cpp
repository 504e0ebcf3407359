#include "security/request_id.h"

#include <array>
#include <cstdint>

#include "registry/ids.h"

namespace muster::security {

std::string make_request_id(Random& random, registry::Time now) {
  std::array<std::uint8_t, 10> bytes{};
  random.fill(std::as_writable_bytes(std::span(bytes)));
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    first = (first << 8) | bytes[i];
    second = (second << 8) | bytes[i + 5];
  }
  constexpr std::uint64_t lower_48_bits = (std::uint64_t{1} << 48) - 1;
  const auto milliseconds = static_cast<std::uint64_t>(now.time_since_epoch().count());
  return "req_" + registry::to_base32(milliseconds & lower_48_bits, 10) +
         registry::to_base32(first, 8) + registry::to_base32(second, 8);
}

}  // namespace muster::security
