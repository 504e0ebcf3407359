#include "security/key_set_cache.h"

namespace muster::security {
namespace {

/// Whether it is longer ago than `pause`. A time in the future comes from a clock that was set
/// back: it counts as long ago, or nothing would be fetched until then.
bool is_past(const std::optional<registry::Time>& then, registry::Time now,
             std::chrono::milliseconds pause) {
  return !then || now - *then >= pause || *then > now;
}

}  // namespace

std::expected<KeySetCache::Keys, std::string> KeySetCache::keys(const std::string& url) {
  const std::lock_guard lock(mutex_);
  return current_or_fetched(url, false);
}

std::expected<KeySetCache::Keys, std::string> KeySetCache::newer_keys(const std::string& url,
                                                                      const Keys& seen) {
  const std::lock_guard lock(mutex_);
  // While this thread waited, another one may have fetched already.
  return current_or_fetched(url, keys_ == seen);
}

std::expected<KeySetCache::Keys, std::string> KeySetCache::current_or_fetched(
    const std::string& url, bool fetch) {
  const auto now = clock_.now();
  if (url != url_) {
    url_ = url;
    keys_ = nullptr;
    fetched_at_.reset();
    tried_at_.reset();
  }
  const bool wanted = fetch || !keys_ || is_past(fetched_at_, now, key_set_kept_for);
  if (wanted && is_past(tried_at_, now, key_set_pause)) {
    tried_at_ = now;
    failure_.clear();
    const auto answer =
        outgoing_.send({.url = url, .headers = {{"Accept", "application/json"}}, .body = {}});
    if (!answer) {
      failure_ = answer.error().text;
    } else if (answer->status != 200) {
      failure_ = "the key set was answered with status " + std::to_string(answer->status);
    } else if (auto set = parse_key_set(answer->body); !set) {
      failure_ = set.error() == KeySetError::malformed ? "the key set is no JSON Web Key Set"
                                                       : "the key set has no key that we can use";
    } else {
      keys_ = std::make_shared<const KeySet>(std::move(*set));
      fetched_at_ = now;
    }
  }
  if (!keys_ || is_past(fetched_at_, now, key_set_outlives_failures_for)) {
    return std::unexpected("the provider's keys could not be fetched: " + failure_);
  }
  return keys_;
}

}  // namespace muster::security
