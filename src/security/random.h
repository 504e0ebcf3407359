#pragma once
// Where unpredictable bytes come from, handed in wherever they matter, so that tests have their
// own.

#include <cstddef>
#include <span>

namespace muster::security {

/// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;
};

/// The kernel's generator, through libsodium. Throws std::runtime_error when there is none.
class SystemRandom final : public Random {
 public:
  SystemRandom();
  void fill(std::span<std::byte> bytes) override;
};

}  // namespace muster::security
