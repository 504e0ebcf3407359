#pragma once
// Makes check-ins durable in groups: all that wait while one transaction is being written to disk
// are the next one. One flush of the disk then serves as many devices as came meanwhile.

#include <condition_variable>
#include <mutex>
#include <vector>

#include "registry/enrolment.h"

namespace muster::registry {

/// Thread-safe; whoever comes first writes for all who wait.
class CheckInDesk {
 public:
  explicit CheckInDesk(Enrolments& enrolments) : enrolments_(enrolments) {}

  /// Returns once it is on disk; false as Enrolments::check_in says. Throws what the database
  /// throws. Not within a transaction of this thread.
  bool take(const SignedCheckIn& check_in);

 private:
  struct Waiting;
  void write_all(std::unique_lock<std::mutex>& lock);

  Enrolments& enrolments_;
  std::mutex mutex_;
  std::condition_variable written_;
  std::vector<Waiting*> waiting_;
  bool writing_ = false;
};

}  // namespace muster::registry
