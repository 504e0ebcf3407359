#pragma once
// The threads on which handlers run, since they block on a database. Made as they are needed, so
// that an idle server has none.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace muster::http {

/// Thread-safe.
class HandlerPool {
 public:
  HandlerPool(std::size_t max_threads, std::size_t max_waiting)
      : max_threads_(max_threads), max_waiting_(max_waiting) {}
  ~HandlerPool();  ///< stop()
  HandlerPool(const HandlerPool&) = delete;
  HandlerPool& operator=(const HandlerPool&) = delete;

  /// false: too much is waiting already; the work was not taken.
  bool run(std::function<void()> work);
  /// Lets everything that was taken finish.
  void stop();

 private:
  void work_until_stopped();

  std::size_t max_threads_;
  std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::function<void()>> waiting_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

}  // namespace muster::http
