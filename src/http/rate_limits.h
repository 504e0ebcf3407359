#pragma once
// How many requests a token, a person who signed in, and an address of neither may send. A token
// counts for itself, and a session's cookie for its person, only once an answer showed that it is
// good: made-up ones count for the address that sends them.

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/recently_used.h"
#include "http/token_bucket.h"

namespace muster::http {

struct RateLimitOptions {
  Rate per_token;  ///< and of each person
  Rate per_address;
  std::size_t most_keys = 100'000;  ///< remembered of each kind; of more, the oldest are forgotten
};

/// What became of one request.
struct RateVerdict {
  std::string_view policy;  ///< `token`, `person` or `address`
  bool allowed = true;
  std::uint64_t quota = 0;        ///< requests at once
  std::uint64_t window = 0;       ///< seconds in which the quota comes again
  std::uint64_t remaining = 0;    ///< requests
  std::uint64_t reset = 0;        ///< seconds until the whole quota is there again
  std::uint64_t retry_after = 0;  ///< seconds, when it is not allowed; at least 1
};

/// Buckets by key, of which at most `most` are kept.
class Buckets {
 public:
  explicit Buckets(std::size_t most) : kept_(most) {}

  TokenBucket& of(const std::string& key, const Rate& rate, TokenBucket::Time now);
  bool has(const std::string& key) const { return kept_.has(key); }

 private:
  RecentlyUsed<TokenBucket> kept_;
};

/// Thread-safe.
class RateLimits {
 public:
  explicit RateLimits(const RateLimitOptions& options)
      : options_(options),
        holders_(options.most_keys),
        tokens_(options.most_keys),
        addresses_(options.most_keys) {}

  /// nullopt where nothing is limited.
  std::optional<RateVerdict> take(const Request& request, TokenBucket::Time now);
  /// The request was answered. Where its handler found out whose credential it has
  /// (Request::user_realm), that counts for itself from now on, or for its Request::person.
  void answered(const Request& request, TokenBucket::Time now);

 private:
  const RateLimitOptions options_;
  std::mutex mutex_;
  RecentlyUsed<std::string> holders_;  ///< by credential: the key of its bucket
  Buckets tokens_;
  Buckets addresses_;
};

/// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-08).
void add_rate_fields(Headers& headers, const RateVerdict& verdict);

}  // namespace muster::http
