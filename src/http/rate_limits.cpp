#include "http/rate_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "http/forwarding.h"

namespace muster::http {
namespace {

/// Empty: the request has no token.
std::string token_of(const Request& request) {
  return std::string(request.headers.get("Authorization").value_or(""));
}

std::uint64_t whole(double value) { return static_cast<std::uint64_t>(std::max(0.0, value)); }

RateVerdict taken_from(TokenBucket& bucket, std::string_view policy, const Rate& rate,
                       TokenBucket::Time now) {
  RateVerdict verdict{.policy = policy,
                      .allowed = bucket.take(rate, now),
                      .quota = whole(rate.burst),
                      .window = whole(std::ceil(rate.burst / rate.per_second)),
                      .remaining = whole(bucket.level()),
                      .reset = whole(std::ceil(bucket.seconds_to_full(rate)))};
  if (!verdict.allowed) {
    verdict.retry_after =
        std::max<std::uint64_t>(1, whole(std::ceil(bucket.seconds_to_next(rate))));
  }
  return verdict;
}

}  // namespace

TokenBucket& Buckets::of(const std::string& key, const Rate& rate, TokenBucket::Time now) {
  if (const auto found = young_.find(key); found != young_.end()) return found->second;
  if (young_.size() >= std::max<std::size_t>(1, most_ / 2)) old_ = std::exchange(young_, {});
  auto moved = old_.extract(key);
  if (moved) return young_.insert(std::move(moved)).position->second;
  return young_.try_emplace(key, rate, now).first->second;
}

bool Buckets::has(const std::string& key) const {
  return young_.contains(key) || old_.contains(key);
}

std::optional<RateVerdict> RateLimits::take(const Request& request, TokenBucket::Time now) {
  const auto token = token_of(request);
  const std::lock_guard lock(mutex_);
  if (!token.empty() && tokens_.has(token)) {
    if (options_.per_token.per_second <= 0) return std::nullopt;
    auto& bucket = tokens_.of(token, options_.per_token, now);
    return taken_from(bucket, "token", options_.per_token, now);
  }
  if (options_.per_address.per_second <= 0) return std::nullopt;
  auto& bucket = addresses_.of(network_of(request.client_address), options_.per_address, now);
  return taken_from(bucket, "address", options_.per_address, now);
}

void RateLimits::answered(const Request& request, TokenBucket::Time now) {
  const auto token = token_of(request);
  if (token.empty() || request.user_realm.empty()) return;
  const std::lock_guard lock(mutex_);
  if (!tokens_.has(token)) tokens_.of(token, options_.per_token, now);
}

void add_rate_fields(Headers& headers, const RateVerdict& verdict) {
  headers.set("RateLimit-Policy",
              fmt::format("\"{}\";q={};w={}", verdict.policy, verdict.quota, verdict.window));
  headers.set("RateLimit",
              fmt::format("\"{}\";r={};t={}", verdict.policy, verdict.remaining, verdict.reset));
}

}  // namespace muster::http
