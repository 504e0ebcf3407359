#pragma once
// Makes check-ins durable in groups: all that wait while one transaction is being written to disk
// are the next one. One flush of the disk then serves as many devices as came meanwhile.

#include <memory>
#include <mutex>
#include <vector>

#include "registry/enrolment.h"

namespace muster::registry {

/// Thread-safe. Whoever finds nobody writing writes for all who wait, and then hands the pen to the
/// first who came meanwhile; nobody is woken before there is something for them.
class CheckInDesk {
 public:
  explicit CheckInDesk(Enrolments& enrolments) : enrolments_(enrolments) {}

  /// Returns once it is on disk; false as Enrolments::check_in says. Throws what the database
  /// throws. Not within a transaction of this thread.
  bool take(const SignedCheckIn& check_in);

 private:
  struct Waiting;
  using Group = std::vector<std::shared_ptr<Waiting>>;
  void write(const Group& group);

  Enrolments& enrolments_;
  std::mutex mutex_;
  Group waiting_;
  bool writing_ = false;
};

}  // namespace muster::registry
