#include "server/housekeeping.h"

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
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, interval_, [this] { return stopping_; })) {
    lock.unlock();
    try {
      work_();
    } catch (const std::exception& error) {
      log_error("housekeeping failed; it is tried again", {{"error", error.what()}});
    }
    lock.lock();
  }
}

}  // namespace muster::server
