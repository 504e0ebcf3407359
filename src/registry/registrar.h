#pragma once
// The worker that decides: takes open batches in turn, chunk by chunk, looks each row up in the
// directory, claims it for the customer, and records the outcome. Every step may be cut off by a
// crash and is then done again with the same result, because a claim names its registration.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "identity/identity_key.h"
#include "registry/batch.h"
#include "registry/directory.h"
#include "registry/organisation.h"
#include "registry/process.h"
#include "registry/signals.h"

namespace muster::registry {

struct RegistrarOptions {
  /// How often it looks for chunks of processes that died, which nobody tells of.
  std::chrono::milliseconds look_again = process_renewal;
  /// Whether a failure will pass by itself, as when a database is away: it is then waited for, and
  /// no row fails of it. Null: none does.
  std::function<bool(const std::exception&)> passes;
  /// OrganisationSettings::hash_worth of a customer; null: nothing, of all.
  std::function<HashWorth(OrganisationId)> hash_worth;
};

/// What the registrar tells while it works; called from its threads.
struct RegistrarReports {
  std::function<void(const Batch&, const std::vector<Decided>&, std::chrono::microseconds)>
      chunk_decided;
  std::function<void(const Batch&)> batch_over;
  std::function<void(const Batch&, const std::exception&)> chunk_failed;
};

/// Two threads of its own: while one records a chunk, the other decides the next. Batches that are
/// open together take turns by chunk, so that a small one does not wait for a large one to end. Any
/// number of registrars, in any processes, may work on the same batches.
class Registrar {
 public:
  Registrar(Batches& batches, Directory& directory, const identity::IdentityKeyer& keyer,
            Signals& signals, RegistrarOptions options, RegistrarReports reports);
  ~Registrar();  ///< stops, when stop() was not called

  void start();
  /// Finishes the chunk at hand and returns; what is left is taken up at the next start.
  void stop();

 private:
  /// A chunk on its way from the decider to the recorder.
  struct Decision {
    Chunk chunk;
    std::vector<Decided> decided;
    std::chrono::steady_clock::time_point begun;
  };

  void decide_batches();
  bool decide_next_chunk();
  HashWorth hash_worth_of(const Batch& batch) const;
  std::vector<Decided> decide_rows(const Chunk& chunk);
  void hand_over(Decision decision);
  void record_outcomes();
  bool record(const Decision& decision);
  bool is_stopping();
  /// Waits after a failure, longer after each; false when it is time to stop.
  bool pause_after_failure(int failures);

  Batches& batches_;
  Directory& directory_;
  const identity::IdentityKeyer& keyer_;
  Signals& signals_;
  RegistrarOptions options_;
  RegistrarReports reports_;

  BatchId last_;  ///< the batch whose chunk was taken last
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Decision> waiting_;  ///< decided, not recorded yet
  bool stopping_ = false;            ///< no further chunk is begun
  bool decider_done_ = false;        ///< no further decision comes
  std::thread decider_;
  std::thread recorder_;
};

}  // namespace muster::registry
