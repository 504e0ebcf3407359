#pragma once
// Who must be woken when something happened: the registrar when a batch came, whoever watches a
// batch when it moved, whoever watches a customer's devices when they changed, and whoever
// remembers who may do what when that changed. In one process; storage may pass the same signals on
// between processes.

#include <chrono>
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
  /// What can be told, and so what is passed on between processes.
  /// Numbers are told to processes of other versions.
  enum class Kind : std::uint8_t { work = 0, moved = 1, outbox = 2, changed = 3, access = 4 };
  /// Called for each signal that is raised here, with the number of the batch that moved or of the
  /// customer that changed, else 0; from any thread, and it must be quick. Set before others
  /// use Signals, and again (to nothing) when nobody uses them any more.
  using Relay = std::function<void(Kind, std::int64_t)>;
  void relay_to(Relay relay) { relay_ = std::move(relay); }
  /// A signal of another process: as if it were raised here, but not passed on.
  void hear(Kind kind, std::int64_t subject);
  /// Signals of others may have been missed: whoever waits for any looks for itself.
  void hear_all();

  /// There is work for the registrar: a batch was accepted, retried or cancelled.
  void work_arrived();
  /// Waits until work arrived since the last wait, or for so long: a process that died tells
  /// nobody. False once stop() was called.
  bool wait_for_work(std::chrono::milliseconds longest);
  void stop();

  using Wake = std::function<void()>;
  /// There is something to be sent in the outbox of the webhooks. `wake` is called from any thread,
  /// and must be quick; it is set before others use Signals.
  void on_outbox_filled(Wake wake) { outbox_ = std::move(wake); }
  void outbox_filled() const;

  /// Something was revoked, ended or changed that callers are let in by. `forget` is called from
  /// any thread for what other processes did, must be quick, and is set before others use Signals.
  void on_access_changed(Wake forget) { access_ = std::move(forget); }
  void access_changed() const;

  /// Calls `wake` from any thread after each movement of the batch, until the handle is dropped.
  /// `wake` must be quick and must not call back into Signals.
  std::shared_ptr<void> watch(BatchId batch, Wake wake);
  void moved(BatchId batch);

  /// The same for whatever changes among a customer's devices and batches. changed() costs next to
  /// nothing while nobody watches.
  std::shared_ptr<void> watch(OrganisationId customer, Wake wake);
  void changed(OrganisationId customer);

 private:
  void wake_workers();
  // 0: all of them.
  void wake_watchers(BatchId batch);
  void wake_watchers(OrganisationId customer);

  std::mutex mutex_;
  std::condition_variable arrived_;
  bool work_ = true;
  bool stopped_ = false;
  Wake outbox_;
  Wake access_;
  Relay relay_;
  struct Watchers;
  std::shared_ptr<Watchers> watchers_ = make_watchers();
  static std::shared_ptr<Watchers> make_watchers();
};

}  // namespace muster::registry
