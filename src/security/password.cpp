#include "security/password.h"

#include <sodium.h>

#include <array>
#include <stdexcept>

// The turns are counted with a mutex rather than std::counting_semaphore: that of GCC 12.2 can
// sleep through a release (GCC bug 104928).

namespace muster::security {

class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    std::unique_lock lock(hasher_.mutex_);
    hasher_.free_.wait(lock, [&] { return hasher_.free_turns_ > 0; });
    --hasher_.free_turns_;
  }
  ~Turn() {
    {
      const std::lock_guard lock(hasher_.mutex_);
      ++hasher_.free_turns_;
    }
    hasher_.free_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  PasswordHasher& hasher_;
};

PasswordHasher::PasswordHasher(PasswordCost cost, unsigned at_once)
    : cost_(cost), free_turns_(at_once == 0 ? 1 : at_once) {
  if (sodium_init() < 0) throw std::runtime_error("the system has no source of randomness");
  std::array<char, 32> unknown{};
  randombytes_buf(unknown.data(), unknown.size());
  nobody_ = hash(std::string_view(unknown.data(), unknown.size()));
}

std::string PasswordHasher::hash(std::string_view password) {
  const Turn turn(*this);
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost_.passes,
                            cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("a password could not be hashed: not enough memory, or a wrong cost");
  }
  return text.data();
}

bool PasswordHasher::verify(const std::string& kept, std::string_view password) {
  const Turn turn(*this);
  return crypto_pwhash_str_verify(kept.c_str(), password.data(), password.size()) == 0;
}

bool PasswordHasher::verify_nobody(std::string_view password) {
  static_cast<void>(verify(nobody_, password));
  return false;
}

bool PasswordHasher::needs_rehash(const std::string& kept) const {
  return crypto_pwhash_str_needs_rehash(kept.c_str(), cost_.passes, cost_.memory_bytes) != 0;
}

}  // namespace muster::security
