#pragma once
// What is thrown away now and then: sessions that are over, answers kept for too long, old counts
// of failed sign-ins.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace muster::server {

/// Does the work each `interval` on a thread of its own, until it goes. What the work throws is
/// logged, and it is done again the next time.
class Housekeeping {
 public:
  Housekeeping(std::function<void()> work, std::chrono::milliseconds interval);
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

 private:
  void run();

  std::function<void()> work_;
  std::chrono::milliseconds interval_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace muster::server
