#pragma once
// The progress of a batch as server-sent events: `progress` while it runs, at most every 200 ms,
// then `finished`, then the end. Nothing here waits: a movement that comes too soon after the last
// is told together with the next one.

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "api/authentication.h"
#include "api/services.h"
#include "http/message.h"
#include "registry/batch.h"

namespace muster::api {

/// Where a batch is, as the id of an event: it changes with everything that is told.
std::string event_id(const registry::Batch& batch);

class BatchEvents final : public http::EventSource {
 public:
  static constexpr std::chrono::milliseconds between_progress{200};

  /// `last_id` is the client's Last-Event-ID: what it knows already is not told again. The stream
  /// ends when the token stops being good.
  BatchEvents(Services& services, std::shared_ptr<Authentication> authentication,
              registry::TokenHash token, const registry::Batch& batch, std::string last_id);

  void on_wake(std::function<void()> wake) override;
  Batch next() override;

 private:
  Services& services_;
  std::shared_ptr<Authentication> authentication_;
  registry::TokenHash token_;
  registry::OrganisationId customer_;
  registry::BatchId id_;
  std::string last_id_;
  std::optional<registry::Time> told_at_;
  std::shared_ptr<void> watch_;
};

}  // namespace muster::api
