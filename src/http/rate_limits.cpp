#include "http/rate_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "http/forwarding.h"

namespace muster::http {
namespace {

/// A longer header holds more than our cookie, and is not worth remembering.
constexpr std::size_t longest_cookies = 512;

/// Empty: the request has none.
std::string credential_of(const Request& request) {
  if (const auto token = request.headers.get("Authorization")) return std::string(*token);
  const auto cookies = request.headers.get("Cookie").value_or("");
  return cookies.size() > longest_cookies ? std::string() : std::string(cookies);
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
  if (auto* const bucket = kept_.find(key)) return *bucket;
  return kept_.put(key, TokenBucket(rate, now));
}

std::optional<RateVerdict> RateLimits::take(const Request& request, TokenBucket::Time now) {
  const auto credential = credential_of(request);
  const std::lock_guard lock(mutex_);
  const auto* const holder = credential.empty() ? nullptr : holders_.find(credential);
  if (holder != nullptr) {
    if (options_.per_token.per_second <= 0) return std::nullopt;
    auto& bucket = tokens_.of(*holder, options_.per_token, now);
    return taken_from(bucket, *holder == credential ? "token" : "person", options_.per_token, now);
  }
  if (options_.per_address.per_second <= 0) return std::nullopt;
  auto& bucket = addresses_.of(network_of(request.client_address), options_.per_address, now);
  return taken_from(bucket, "address", options_.per_address, now);
}

void RateLimits::answered(const Request& request, TokenBucket::Time now) {
  const auto credential = credential_of(request);
  if (credential.empty() || request.user_realm.empty()) return;
  const auto& holder = request.person.empty() ? credential : request.person;
  const std::lock_guard lock(mutex_);
  if (holders_.find(credential) == nullptr) holders_.put(credential, holder);
  if (!tokens_.has(holder)) tokens_.of(holder, options_.per_token, now);
}

void add_rate_fields(Headers& headers, const RateVerdict& verdict) {
  headers.set("RateLimit-Policy",
              fmt::format("\"{}\";q={};w={}", verdict.policy, verdict.quota, verdict.window));
  headers.set("RateLimit",
              fmt::format("\"{}\";r={};t={}", verdict.policy, verdict.remaining, verdict.reset));
}

}  // namespace muster::http
