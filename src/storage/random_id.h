#pragma once
// Identifiers that nobody can guess or count.

#include <cstdint>

namespace muster::storage {

/// A positive number of 62 random bits, from the system's generator (libsodium).
std::int64_t random_id();

}  // namespace muster::storage
