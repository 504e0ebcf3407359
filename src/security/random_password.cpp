#include "security/random_password.h"

#include <array>

#include "security/base32.h"

namespace muster::security {

std::string random_password(Random& random) {
  std::array<std::byte, 15> bytes{};
  random.fill(bytes);
  const auto text = to_base32({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  std::string grouped;
  for (std::size_t i = 0; i < 20; ++i) {
    if (i > 0 && i % 5 == 0) grouped += '-';
    grouped += text[i];
  }
  return grouped;
}

}  // namespace muster::security
