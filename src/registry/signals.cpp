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
  {
    const std::lock_guard lock(mutex_);
    work_ = true;
  }
  arrived_.notify_all();
}

bool Signals::wait_for_work() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return work_ || stopped_; });
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

void Signals::moved(BatchId batch) {
  const std::lock_guard lock(watchers_->mutex);
  for (const auto& watcher : watchers_->of_batches) {
    if (watcher.watched == batch) watcher.wake();
  }
}

std::shared_ptr<void> Signals::watch(OrganisationId customer, Wake wake) {
  return Watchers::add(watchers_, &Watchers::of_customers, customer, std::move(wake));
}

void Signals::changed(OrganisationId customer) {
  if (watchers_->customers == 0) return;
  const std::lock_guard lock(watchers_->mutex);
  for (const auto& watcher : watchers_->of_customers) {
    if (watcher.watched == customer) watcher.wake();
  }
}

}  // namespace muster::registry
