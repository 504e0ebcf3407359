#pragma once
// A text that many threads read and somebody changes now and then.

#include <atomic>
#include <deque>
#include <mutex>
#include <string>

namespace muster::api {

/// Thread-safe. Every text that it ever had is kept, so that nobody's reference goes stale; it is
/// for what people change by hand.
class SharedText {
 public:
  explicit SharedText(std::string text = {}) { set(std::move(text)); }

  const std::string& get() const { return *current_.load(); }
  void set(std::string text) {
    const std::lock_guard lock(mutex_);
    texts_.push_back(std::move(text));
    current_ = &texts_.back();
  }

 private:
  std::mutex mutex_;
  std::deque<std::string> texts_;
  std::atomic<const std::string*> current_{nullptr};
};

}  // namespace muster::api
