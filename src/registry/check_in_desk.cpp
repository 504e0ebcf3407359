#include "registry/check_in_desk.h"

#include <exception>
#include <semaphore>
#include <utility>

namespace muster::registry {

/// Shared with whoever wakes it, who may still be at it when it has gone on.
struct CheckInDesk::Waiting {
  SignedCheckIn check_in;
  std::binary_semaphore turn{0};
  bool done = false;  ///< else woken to write
  bool taken = false;
  std::exception_ptr error;
};

bool CheckInDesk::take(const SignedCheckIn& check_in) {
  const auto mine = std::make_shared<Waiting>();
  mine->check_in = check_in;
  std::unique_lock lock(mutex_);
  waiting_.push_back(mine);
  if (std::exchange(writing_, true)) {
    lock.unlock();
    mine->turn.acquire();
    lock.lock();
  }
  if (!mine->done) {
    const auto group = std::exchange(waiting_, {});
    lock.unlock();
    write(group);
    lock.lock();
    const auto next = waiting_.empty() ? nullptr : waiting_.front();
    writing_ = next != nullptr;
    for (const auto& one : group) one->done = true;
    lock.unlock();
    if (next) next->turn.release();
    for (const auto& one : group) {
      if (one != mine) one->turn.release();
    }
  }
  if (mine->error) std::rethrow_exception(mine->error);
  return mine->taken;
}

void CheckInDesk::write(const Group& group) {
  std::vector<SignedCheckIn> check_ins;
  check_ins.reserve(group.size());
  for (const auto& one : group) check_ins.push_back(one->check_in);
  try {
    const auto taken = enrolments_.check_in(check_ins);
    for (std::size_t i = 0; i < group.size(); ++i) group[i]->taken = taken[i];
  } catch (...) {
    for (const auto& one : group) one->error = std::current_exception();
  }
}

}  // namespace muster::registry
