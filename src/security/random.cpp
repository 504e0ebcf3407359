#include "security/random.h"

#include <sodium.h>

#include <stdexcept>

namespace muster::security {

SystemRandom::SystemRandom() {
  if (sodium_init() < 0) throw std::runtime_error("the system has no source of randomness");
}

void SystemRandom::fill(std::span<std::byte> bytes) { randombytes_buf(bytes.data(), bytes.size()); }

}  // namespace muster::security
