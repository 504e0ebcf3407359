#include "registry/signals.h"

#include <atomic>
#include <list>
#include <utility>

namespace muster::registry {

struct Signals::Watchers {
  template <class Id>
  struct Watcher {
    Id watched;
    Wake wake;
  };
  std::mutex mutex;
  std::list<Watcher<BatchId>> of_batches;
  std::list<Watcher<OrganisationId>> of_customers;
  std::atomic<std::size_t> customers = 0;  ///< that are watched

  template <class Id>
  static std::shared_ptr<void> add(const std::shared_ptr<Watchers>& watchers,
                                   std::list<Watcher<Id>> Watchers::* list, Id id, Wake wake) {
    const std::lock_guard lock(watchers->mutex);
    auto& all = (*watchers).*list;
    const auto watcher = all.insert(all.end(), {id, std::move(wake)});
    watchers->customers = watchers->of_customers.size();
    // The handle keeps the list alive, so that it may outlive Signals itself.
    return {&*watcher, [watchers, list, watcher](void*) {
              const std::lock_guard drop(watchers->mutex);
              ((*watchers).*list).erase(watcher);
              watchers->customers = watchers->of_customers.size();
            }};
  }
};

std::shared_ptr<Signals::Watchers> Signals::make_watchers() { return std::make_shared<Watchers>(); }

void Signals::work_arrived() {
  wake_workers();
  if (relay_) relay_(Kind::work, 0);
}

void Signals::outbox_filled() const {
  if (outbox_) outbox_();
  if (relay_) relay_(Kind::outbox, 0);
}

void Signals::access_changed() const {
  if (relay_) relay_(Kind::access, 0);
}

void Signals::moved(BatchId batch) {
  wake_watchers(batch);
  if (relay_) relay_(Kind::moved, batch.value);
}

void Signals::hear(Kind kind, std::int64_t subject) {
  switch (kind) {
    case Kind::work:
      wake_workers();
      break;
    case Kind::moved:
      wake_watchers(BatchId{subject});
      break;
    case Kind::changed:
      wake_watchers(OrganisationId{subject});
      break;
    case Kind::outbox:
      if (outbox_) outbox_();
      break;
    case Kind::access:
      if (access_) access_();
      break;
  }
}

void Signals::hear_all() {
  wake_workers();
  wake_watchers(BatchId{});
  wake_watchers(OrganisationId{});
  if (outbox_) outbox_();
  if (access_) access_();
}

void Signals::wake_workers() {
  {
    const std::lock_guard lock(mutex_);
    work_ = true;
  }
  arrived_.notify_all();
}

bool Signals::wait_for_work(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, longest, [this] { return work_ || stopped_; });
  work_ = false;
  return !stopped_;
}

void Signals::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  arrived_.notify_all();
}

std::shared_ptr<void> Signals::watch(BatchId batch, Wake wake) {
  return Watchers::add(watchers_, &Watchers::of_batches, batch, std::move(wake));
}

void Signals::wake_watchers(BatchId batch) {
  const std::lock_guard lock(watchers_->mutex);
  for (const auto& watcher : watchers_->of_batches) {
    if (!batch || watcher.watched == batch) watcher.wake();
  }
}

std::shared_ptr<void> Signals::watch(OrganisationId customer, Wake wake) {
  return Watchers::add(watchers_, &Watchers::of_customers, customer, std::move(wake));
}

void Signals::changed(OrganisationId customer) {
  wake_watchers(customer);
  if (relay_) relay_(Kind::changed, customer.value);
}

void Signals::wake_watchers(OrganisationId customer) {
  if (watchers_->customers == 0) return;
  const std::lock_guard lock(watchers_->mutex);
  for (const auto& watcher : watchers_->of_customers) {
    if (!customer || watcher.watched == customer) watcher.wake();
  }
}

}  // namespace muster::registry
