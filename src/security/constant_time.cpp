#include "security/constant_time.h"

#include <sodium.h>

namespace muster::security {

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace muster::security
