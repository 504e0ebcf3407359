#pragma once
// Whether the body of a request comes fast enough. Only the time counts that the server waited for
// its client: a server that is slow to read is not the client's fault.

#include <chrono>
#include <cstdint>

namespace muster::http {

struct PaceLimits {
  std::chrono::milliseconds silence{10'000};  ///< without any byte
  std::chrono::milliseconds grace{20'000};    ///< at the beginning, in which any rate will do
  std::chrono::milliseconds window{10'000};   ///< over which the rate is averaged after that
  std::uint64_t bytes_per_second = 1024;      ///< at least; 0: any rate will do
};

/// Of one body. No clock in it: the waits are told.
class BodyPace {
 public:
  using Duration = std::chrono::steady_clock::duration;

  explicit BodyPace(const PaceLimits& limits) : limits_(limits), window_left_(limits.grace) {}

  /// How long to wait for the next bytes before waited() has to be asked again.
  Duration patience() const;
  /// A wait of `time` is over, and `bytes` came of it. false: the client is too slow.
  bool waited(Duration time, std::uint64_t bytes);

 private:
  PaceLimits limits_;
  Duration window_left_;
  Duration silent_{0};
  std::uint64_t window_bytes_ = 0;
  bool in_grace_ = true;
};

}  // namespace muster::http
