#include "http/token_bucket.h"

#include <algorithm>

namespace muster::http {

void TokenBucket::fill(const Rate& rate, Time now) {
  const std::chrono::duration<double> passed = std::max(now - at_, Time::duration{0});
  at_ = std::max(at_, now);
  level_ = std::min(rate.burst, level_ + passed.count() * rate.per_second);
}

bool TokenBucket::take(const Rate& rate, Time now) {
  fill(rate, now);
  if (level_ < 1) return false;
  level_ -= 1;
  return true;
}

void TokenBucket::spend(const Rate& rate, double tokens, Time now) {
  fill(rate, now);
  level_ -= tokens;
}

double TokenBucket::seconds_to_next(const Rate& rate) const {
  return std::max(0.0, 1 - level_) / rate.per_second;
}

double TokenBucket::seconds_to_full(const Rate& rate) const {
  return (rate.burst - level_) / rate.per_second;
}

}  // namespace muster::http
