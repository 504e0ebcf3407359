#include "server/housekeeping.h"

#include <algorithm>
#include <chrono>

#include "server/logging.h"

namespace muster::server {

Housekeeping::Housekeeping(std::function<void()> work, std::chrono::milliseconds interval)
    : work_(std::move(work)), interval_(interval), thread_([this] { run(); }) {}

Housekeeping::~Housekeeping() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Housekeeping::run() {
  constexpr std::chrono::milliseconds after_failure{1000};
  auto pause = interval_;
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, pause, [this] { return stopping_; })) {
    lock.unlock();
    try {
      work_();
      pause = interval_;
    } catch (const std::exception& error) {
      pause = std::min(interval_, after_failure);
      log_error("housekeeping failed; it is tried again", {{"error", error.what()}});
    }
    lock.lock();
  }
}

}  // namespace muster::server
