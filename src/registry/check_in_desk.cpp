#include "registry/check_in_desk.h"

#include <semaphore>
#include <utility>

namespace muster::registry {

CheckInDesk::~CheckInDesk() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void CheckInDesk::take(const SignedCheckIn& check_in, std::function<void(Outcome)> done) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(check_in);
    waiting_done_.push_back(std::move(done));
    if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
    wake = std::exchange(asleep_, false);
  }
  if (wake) arrived_.notify_one();
}

bool CheckInDesk::take(const SignedCheckIn& check_in) {
  // Shared with the desk's thread, which may still be waking us when we have gone on.
  struct Waiting {
    std::binary_semaphore turn{0};
    Outcome outcome = false;
  };
  const auto mine = std::make_shared<Waiting>();
  take(check_in, [mine](Outcome outcome) {
    mine->outcome = std::move(outcome);
    mine->turn.release();
  });
  mine->turn.acquire();
  if (!mine->outcome) std::rethrow_exception(mine->outcome.error());
  return *mine->outcome;
}

void CheckInDesk::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    asleep_ = true;
    arrived_.wait(lock, [this] { return !waiting_.empty() || stopping_; });
    asleep_ = false;
    if (waiting_.empty()) return;
    std::swap(group_, waiting_);
    std::swap(group_done_, waiting_done_);
    lock.unlock();
    write();
    lock.lock();
  }
}

void CheckInDesk::write() {
  std::vector<bool> taken;
  std::exception_ptr failure;
  try {
    taken = enrolments_.check_in(group_);
  } catch (...) {
    failure = std::current_exception();
  }
  for (std::size_t i = 0; i < group_done_.size(); ++i) {
    group_done_[i](failure ? Outcome(std::unexpected(failure)) : Outcome(taken[i]));
  }
  group_.clear();
  group_done_.clear();
}

}  // namespace muster::registry
