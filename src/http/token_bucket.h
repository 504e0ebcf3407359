#pragma once
// The arithmetic of a rate limit: a bucket that fills at a rate, up to its brim, and from which
// each request takes one token. The clock is handed in.

#include <chrono>

namespace muster::http {

struct Rate {
  double per_second = 0;  ///< 0: no limit
  double burst = 0;       ///< what the bucket holds, and begins with; at least 1
};

class TokenBucket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  TokenBucket(const Rate& rate, Time now) : level_(rate.burst), at_(now) {}

  /// Takes a token; false, and nothing taken, when there is none. A clock that goes back adds
  /// nothing.
  bool take(const Rate& rate, Time now);
  /// Takes tokens that were given out already, elsewhere: what is not there is owed.
  void spend(const Rate& rate, double tokens, Time now);
  /// Tokens that there were when it was last asked; may be a fraction, or owed.
  double level() const { return level_; }
  /// Seconds until there is a token, and until it is full; counted from when it was last asked.
  double seconds_to_next(const Rate& rate) const;
  double seconds_to_full(const Rate& rate) const;

 private:
  void fill(const Rate& rate, Time now);

  double level_;
  Time at_;
};

}  // namespace muster::http
