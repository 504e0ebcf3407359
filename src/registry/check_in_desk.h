#pragma once
// Makes check-ins durable in groups: all that wait while one transaction is being written to disk
// are the next one. One flush of the disk then serves as many devices as came meanwhile.

#include <condition_variable>
#include <exception>
#include <expected>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "registry/enrolment.h"

namespace muster::registry {

/// Thread-safe. Writes on a thread of its own, which is there from the first check-in on.
class CheckInDesk {
 public:
  explicit CheckInDesk(Enrolments& enrolments) : enrolments_(enrolments) {}
  ~CheckInDesk();  ///< writes what waits
  CheckInDesk(const CheckInDesk&) = delete;
  CheckInDesk& operator=(const CheckInDesk&) = delete;

  /// What Enrolments::check_in says of it once it is on disk, or what the database threw.
  using Outcome = std::expected<bool, std::exception_ptr>;
  /// `done` is called on the desk's thread: it must be quick, and not throw.
  void take(const SignedCheckIn& check_in, std::function<void(Outcome)> done);
  /// The same, waited for. Not within a transaction of this thread.
  bool take(const SignedCheckIn& check_in);

 private:
  void work();
  void write();

  Enrolments& enrolments_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  bool stopping_ = false;
  bool asleep_ = false;
  std::thread thread_;
  /// What waits, and what is being written: two lists each, so that neither is made anew.
  std::vector<SignedCheckIn> waiting_;
  std::vector<std::function<void(Outcome)>> waiting_done_;
  std::vector<SignedCheckIn> group_;
  std::vector<std::function<void(Outcome)>> group_done_;
};

}  // namespace muster::registry
