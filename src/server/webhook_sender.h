#pragma once
// Sends what is in the outbox of the webhooks until it arrives, or three days are over
// (security/webhook_signature.h). A message may arrive twice, when we die between its arrival and
// our note of it: its id is then the same.

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "registry/webhook.h"
#include "security/outgoing.h"
#include "security/random.h"

namespace muster::server {

/// A few threads of its own, each with one message at a time; a webhook has one message under way
/// at most, so that one that is slow holds up nobody else.
class WebhookSender {
 public:
  /// `failed` is told when the database can't be read or written; it is then tried again.
  WebhookSender(registry::Webhooks& webhooks, security::Outgoing& outgoing,
                const registry::Clock& clock, security::Random& random,
                std::function<void(const std::exception&)> failed);
  ~WebhookSender();  ///< stop()
  WebhookSender(const WebhookSender&) = delete;
  WebhookSender& operator=(const WebhookSender&) = delete;

  void start(std::size_t at_once);
  /// Lets what is under way come to its end, which takes as long as `outgoing` allows.
  void stop();
  /// There may be something new in the outbox. From any thread.
  void wake();

 private:
  void work();
  /// Waits for a message that is due and takes its webhook; nullopt when it is time to stop.
  std::optional<registry::Webhooks::Due> next();
  /// The message that is due first, of a webhook that nobody is at; else how long to wait.
  std::optional<registry::Webhooks::Due> find_due(std::chrono::milliseconds& wait);
  /// Forgets what is long over, now and then.
  void clear();
  void send(const registry::Webhooks::Due& due);
  registry::Attempt attempt(const registry::Webhooks::Due& due);

  registry::Webhooks& webhooks_;
  security::Outgoing& outgoing_;
  const registry::Clock& clock_;
  security::Random& random_;
  std::function<void(const std::exception&)> failed_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool news_ = true;
  bool stopping_ = false;
  std::set<registry::WebhookId> busy_;
  std::optional<registry::Time> cleared_at_;
  std::vector<std::thread> threads_;
};

}  // namespace muster::server
