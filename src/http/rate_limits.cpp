#include "http/rate_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

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

// Names of tokens and people begin with `holder:`, of addresses with `address:`.
constexpr std::string_view holder_prefix = "holder:";
constexpr std::string_view address_prefix = "address:";

RateVerdict RateLimits::taken(Buckets& buckets, std::string_view policy, const std::string& key,
                              const Rate& rate, TokenBucket::Time now) {
  const auto verdict = taken_from(buckets.of(key, rate, now), policy, rate, now);
  if (verdict.allowed && options_.name_of_token) ++spent_[key];
  return verdict;
}

std::optional<RateVerdict> RateLimits::take(const Request& request, TokenBucket::Time now) {
  const auto credential = credential_of(request);
  const std::lock_guard lock(mutex_);
  const auto* const holder = credential.empty() ? nullptr : holders_.find(credential);
  if (holder != nullptr) {
    if (options_.per_token.per_second <= 0) return std::nullopt;
    return taken(tokens_, holder->policy, holder->key, options_.per_token, now);
  }
  if (options_.per_address.per_second <= 0) return std::nullopt;
  return taken(addresses_, "address",
               std::string(address_prefix) + network_of(request.client_address),
               options_.per_address, now);
}

void RateLimits::answered(const Request& request, TokenBucket::Time now) {
  const auto credential = credential_of(request);
  if (credential.empty() || request.user_realm.empty()) return;
  const bool is_person = !request.person.empty();
  const std::lock_guard lock(mutex_);
  const auto* holder = holders_.find(credential);
  if (holder == nullptr) {
    const auto name = is_person                ? request.person
                      : options_.name_of_token ? options_.name_of_token(credential)
                                               : credential;
    holder = &holders_.put(credential,
                           {std::string(holder_prefix) + name, is_person ? "person" : "token"});
  }
  if (!tokens_.has(holder->key)) tokens_.of(holder->key, options_.per_token, now);
}

RateLimits::Spent RateLimits::take_spent() {
  const std::lock_guard lock(mutex_);
  return std::exchange(spent_, {});
}

void RateLimits::spent_elsewhere(const Spent& spent, TokenBucket::Time now) {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, requests] : spent) {
    const bool is_holder = key.starts_with(holder_prefix);
    const auto& rate = is_holder ? options_.per_token : options_.per_address;
    if (rate.per_second <= 0) continue;
    (is_holder ? tokens_ : addresses_).of(key, rate, now).spend(rate, requests, now);
  }
}

void add_rate_fields(Headers& headers, const RateVerdict& verdict) {
  headers.set("RateLimit-Policy",
              fmt::format("\"{}\";q={};w={}", verdict.policy, verdict.quota, verdict.window));
  headers.set("RateLimit",
              fmt::format("\"{}\";r={};t={}", verdict.policy, verdict.remaining, verdict.reset));
}

}  // namespace muster::http
