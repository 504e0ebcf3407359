#include "registry/check_in_desk.h"

#include <exception>
#include <utility>

namespace muster::registry {

struct CheckInDesk::Waiting {
  SignedCheckIn check_in;
  bool done = false;
  bool taken = false;
  std::exception_ptr error;
};

bool CheckInDesk::take(const SignedCheckIn& check_in) {
  Waiting mine{.check_in = check_in};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&mine);
  while (!mine.done) {
    if (writing_) {
      written_.wait(lock);
    } else {
      write_all(lock);
    }
  }
  if (mine.error) std::rethrow_exception(mine.error);
  return mine.taken;
}

void CheckInDesk::write_all(std::unique_lock<std::mutex>& lock) {
  writing_ = true;
  const auto group = std::exchange(waiting_, {});
  lock.unlock();
  std::vector<SignedCheckIn> check_ins;
  check_ins.reserve(group.size());
  for (const auto* one : group) check_ins.push_back(one->check_in);
  std::vector<bool> taken;
  std::exception_ptr error;
  try {
    taken = enrolments_.check_in(check_ins);
  } catch (...) {
    error = std::current_exception();
  }
  lock.lock();
  for (std::size_t i = 0; i < group.size(); ++i) {
    group[i]->done = true;
    group[i]->error = error;
    group[i]->taken = !error && taken[i];
  }
  writing_ = false;
  written_.notify_all();
}

}  // namespace muster::registry
