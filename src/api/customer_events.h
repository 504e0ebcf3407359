#pragma once
// What changes among a customer's devices as server-sent events: `changed`, with the devices
// counted by state and the batches that moved. One at the beginning, then one after each movement,
// at most every 500 ms; what comes sooner is told together, and never lost.

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "api/authentication.h"
#include "api/services.h"
#include "http/message.h"
#include "registry/batch.h"
#include "registry/organisation.h"

namespace muster::api {

class CustomerEvents final : public http::EventSource {
 public:
  static constexpr std::chrono::milliseconds between_changes{500};

  /// The stream ends when the credential stops being good, and when the caller may not see the
  /// customer's devices any more.
  CustomerEvents(Services& services, std::shared_ptr<Authentication> authentication,
                 SignedIn signed_in, registry::OrganisationId customer);

  void on_wake(std::function<void()> wake) override;
  Batch next() override;

 private:
  bool may_go_on();
  std::vector<registry::Batch> batches_that_moved(registry::Time now);

  Services& services_;
  std::shared_ptr<Authentication> authentication_;
  SignedIn signed_in_;
  registry::OrganisationId customer_;
  std::optional<registry::OrganisationId> sight_;
  std::optional<registry::Time> told_at_;
  std::set<registry::BatchId> open_;  ///< of those told last
  std::uint64_t seen_ = 0;            ///< of Signals::changes, when it was told last
  std::shared_ptr<void> watch_;
  std::shared_ptr<std::atomic<std::uint64_t>> changes_;
};

}  // namespace muster::api
