#include "registry/signals.h"

#include <list>

namespace muster::registry {

struct Signals::Watchers {
  struct Watcher {
    BatchId batch;
    Wake wake;
  };
  std::mutex mutex;
  std::list<Watcher> all;
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
  const std::lock_guard lock(watchers_->mutex);
  const auto watcher = watchers_->all.insert(watchers_->all.end(), {batch, std::move(wake)});
  // The handle keeps the list alive, so that it may outlive Signals itself.
  return {&*watcher, [watchers = watchers_, watcher](void*) {
            const std::lock_guard drop(watchers->mutex);
            watchers->all.erase(watcher);
          }};
}

void Signals::moved(BatchId batch) {
  const std::lock_guard lock(watchers_->mutex);
  for (const auto& watcher : watchers_->all) {
    if (watcher.batch == batch) watcher.wake();
  }
}

}  // namespace muster::registry
