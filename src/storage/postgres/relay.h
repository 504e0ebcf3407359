#pragma once
// Signals between the processes of one database.

#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "registry/signals.h"
#include "storage/postgres/channel.h"

namespace muster::storage::postgres {

/// While the database is away signals are kept, and once it is back everybody looks for themselves,
/// since others' may have been missed.
class PgRelay {
 public:
  /// `signals` outlives it.
  PgRelay(std::string address, registry::Signals& signals);
  ~PgRelay();
  PgRelay(const PgRelay&) = delete;
  PgRelay& operator=(const PgRelay&) = delete;

 private:
  using Signal = std::pair<registry::Signals::Kind, std::int64_t>;

  void raise(Signal signal);
  std::chrono::milliseconds speak(const ChannelEnds::Say& say);
  void hear(std::string_view message);

  registry::Signals& signals_;
  std::mutex mutex_;
  std::set<Signal> raised_;
  std::chrono::steady_clock::time_point changes_told_at_;
  Channel channel_;  ///< goes first
};

}  // namespace muster::storage::postgres
