#pragma once
// How many requests a token, a person who signed in, and an address of neither may send. A token
// counts for itself, and a session's cookie for its person, only once an answer showed that it is
// good: made-up ones count for the address that sends them.

#include <cstdint>
#include <functional>
#include <map>
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
  /// Where other servers count for the same limits: what stands for a token when they are told of
  /// it, without blanks and nothing to get in with. Null: there are none.
  std::function<std::string(std::string_view)> name_of_token;
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

  /// Requests by whom they count for, under names that are the same at every server.
  using Spent = std::map<std::string, std::uint32_t>;
  /// Those that were let through here since the last call.
  Spent take_spent();
  /// Those that others let through count here, too. Of whom there is no bucket yet gets one.
  void spent_elsewhere(const Spent& spent, TokenBucket::Time now);

 private:
  RateVerdict taken(Buckets& buckets, std::string_view policy, const std::string& key,
                    const Rate& rate, TokenBucket::Time now);

  struct Holder {
    std::string key;  ///< of its bucket
    std::string_view policy;
  };
  const RateLimitOptions options_;
  std::mutex mutex_;
  RecentlyUsed<Holder> holders_;  ///< by credential
  Buckets tokens_;
  Buckets addresses_;
  Spent spent_;
};

/// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-08).
void add_rate_fields(Headers& headers, const RateVerdict& verdict);

}  // namespace muster::http
