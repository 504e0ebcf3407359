#pragma once
// Randomness that a test can foresee.

#include "security/random.h"

namespace muster::security {

/// Gives 0, 1, 2, ...
class Counting final : public Random {
 public:
  explicit Counting(unsigned first = 0) : next_(first) {}
  void fill(std::span<std::byte> bytes) override {
    for (auto& byte : bytes) byte = static_cast<std::byte>(next_++);
  }

 private:
  unsigned next_;
};

}  // namespace muster::security
