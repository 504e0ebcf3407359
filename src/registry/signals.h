#pragma once
// Who must be woken when something happened: the registrar when a batch came, whoever watches a
// batch when it moved, and whoever watches a customer's devices when they changed. In one process;
// storage may pass the same signals on between processes.

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "registry/ids.h"

namespace muster::registry {

/// Thread-safe.
class Signals {
 public:
  /// There is work for the registrar: a batch was accepted, retried or cancelled.
  void work_arrived();
  /// Waits until work arrived since the last wait, or stop() was called (then false).
  bool wait_for_work();
  void stop();

  using Wake = std::function<void()>;
  /// There is something to be sent in the outbox of the webhooks. `wake` is called from any thread,
  /// and must be quick; it is set before others use Signals.
  void on_outbox_filled(Wake wake) { outbox_ = std::move(wake); }
  void outbox_filled() const {
    if (outbox_) outbox_();
  }

  /// Calls `wake` from any thread after each movement of the batch, until the handle is dropped.
  /// `wake` must be quick and must not call back into Signals.
  std::shared_ptr<void> watch(BatchId batch, Wake wake);
  void moved(BatchId batch);

  /// The same for whatever changes among a customer's devices and batches. changed() costs next to
  /// nothing while nobody watches.
  std::shared_ptr<void> watch(OrganisationId customer, Wake wake);
  void changed(OrganisationId customer);

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  bool work_ = true;
  bool stopped_ = false;
  Wake outbox_;
  struct Watchers;
  std::shared_ptr<Watchers> watchers_ = make_watchers();
  static std::shared_ptr<Watchers> make_watchers();
};

}  // namespace muster::registry
