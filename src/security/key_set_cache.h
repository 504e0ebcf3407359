#pragma once
// A provider's keys, fetched when they are needed and kept for an hour. Providers roll their keys,
// so a token may name one that came since; but whoever sends made-up key ids must not have us fetch
// at his pace.

#include <chrono>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "registry/time.h"
#include "security/jwks.h"
#include "security/outgoing.h"

namespace muster::security {

constexpr std::chrono::hours key_set_kept_for{1};
/// When fetching fails, the old keys serve on for so long.
constexpr std::chrono::hours key_set_outlives_failures_for{24};
/// At least so long between two fetches, whether they succeed or not.
constexpr std::chrono::seconds key_set_pause{10};

/// Thread-safe. One thread fetches, the others wait for it: for at most the time limit of Outgoing,
/// and after a failure nobody waits during the pause.
class KeySetCache {
 public:
  using Keys = std::shared_ptr<const KeySet>;

  KeySetCache(Outgoing& outgoing, const registry::Clock& clock)
      : outgoing_(outgoing), clock_(clock) {}

  /// The keys at `url`, fetched when there are none or old ones; otherwise what went wrong, for the
  /// log. Another `url` than before forgets what was.
  std::expected<Keys, std::string> keys(const std::string& url);

  /// For a token whose key is not among `seen`: newer keys, or the same ones when another fetch
  /// would come too soon.
  std::expected<Keys, std::string> newer_keys(const std::string& url, const Keys& seen);

 private:
  std::expected<Keys, std::string> current_or_fetched(const std::string& url, bool fetch);

  Outgoing& outgoing_;
  const registry::Clock& clock_;
  std::mutex mutex_;
  std::string url_;
  Keys keys_;
  std::string failure_;  ///< of the latest fetch; empty: it went well
  std::optional<registry::Time> fetched_at_;
  std::optional<registry::Time> tried_at_;
};

}  // namespace muster::security
