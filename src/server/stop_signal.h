#pragma once
// SIGTERM and SIGINT as something to wait for.

#include <unistd.h>

#include <chrono>
#include <csignal>

namespace muster::server {

/// Made before any thread is, so that all of them leave these signals to wait().
class StopSignal {
 public:
  StopSignal() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  /// Ends this process as if SIGTERM came from outside.
  static void give() { ::kill(::getpid(), SIGTERM); }
  /// Returns the signal that came.
  int wait() const {
    int signal = 0;
    sigwait(&signals_, &signal);
    return signal;
  }
  /// False when none came for so long.
  bool wait_for(std::chrono::seconds longest) const {
    const timespec time{.tv_sec = longest.count(), .tv_nsec = 0};
    return sigtimedwait(&signals_, nullptr, &time) > 0;
  }

 private:
  sigset_t signals_{};
};

}  // namespace muster::server
