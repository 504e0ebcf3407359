#pragma once
// Passwords as they are kept: Argon2id (RFC 9106) through libsodium, as a text that names its own
// parameters and salt (`$argon2id$v=19$m=...`). libsodium draws the salt itself from the kernel.
//
// A hashing takes tens of milliseconds and the memory of its cost, on purpose. So that a flood of
// sign-ins cannot take all memory, no more than a few run at once; the others wait their turn.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace muster::security {

/// What one guess costs an attacker, and one sign-in us. OWASP's Password Storage Cheat Sheet asks
/// for at least 19 MiB with 2 passes on one lane; below about 1 MiB is for tests only.
struct PasswordCost {
  std::uint64_t passes = 3;                          ///< 1..
  std::size_t memory_bytes = std::size_t{32} << 20;  ///< 8 KiB..
  bool operator==(const PasswordCost&) const = default;
};

/// Thread-safe; each function blocks for the hashing and for its turn. Throws std::runtime_error
/// when there is no memory or no randomness.
class PasswordHasher {
 public:
  /// `at_once` hashings at most: memory is bounded by at_once * cost.memory_bytes.
  explicit PasswordHasher(PasswordCost cost = {}, unsigned at_once = 2);

  /// What is to be kept of a password. Ask check_password() before.
  std::string hash(std::string_view password);

  /// Whether `kept`, a result of hash() of whatever cost, is of this password. A `kept` that no
  /// hash() wrote is of no password.
  bool verify(const std::string& kept, std::string_view password);

  /// Does the work of verify() in vain, for a name that nobody has: the time of the answer must not
  /// tell which names exist. Always false.
  bool verify_nobody(std::string_view password);

  /// Whether `kept` has another cost than this hasher's: hash anew at the next good sign-in.
  bool needs_rehash(const std::string& kept) const;

 private:
  class Turn;

  PasswordCost cost_;
  std::mutex mutex_;
  std::condition_variable free_;
  unsigned free_turns_;
  std::string nobody_;  ///< a hash of this cost whose password nobody knows
};

}  // namespace muster::security
