#include "storage/random_id.h"

#include <sodium.h>

namespace muster::storage {

std::int64_t random_id() {
  std::uint64_t value = 0;
  do {
    randombytes_buf(&value, sizeof value);
    value >>= 2;
  } while (value == 0);
  return static_cast<std::int64_t>(value);
}

}  // namespace muster::storage
