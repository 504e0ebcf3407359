#pragma once
// Signals between the processes of one database, by LISTEN and NOTIFY
// (postgresql.org/docs/15/sql-notify.html).

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "registry/signals.h"
#include "storage/postgres/connection.h"

namespace muster::storage::postgres {

/// Has a thread and a connection of its own. While the database is away signals are kept, and once
/// it is back everybody looks for themselves, since others' may have been missed.
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
  void run();
  /// Sends and hears until it is time to stop, or the connection breaks (then it throws).
  void serve(PgConnection& connection);
  /// False when something is left that was told of just now already.
  bool send(PgConnection& connection);
  void hear(PgConnection& connection);
  /// Until there is something to send, or `socket` can be read, or for so long.
  void wait(int socket, int longest_ms);
  /// After a failure; signals that are raised meanwhile do not end it.
  void pause();
  bool is_stopping();

  const std::string address_;
  const std::string own_;  ///< begins each of our messages, so that we do not hear ourselves
  registry::Signals& signals_;
  const int wake_;  ///< eventfd
  std::mutex mutex_;
  std::condition_variable stops_;
  std::set<Signal> raised_;
  bool stopping_ = false;
  std::chrono::steady_clock::time_point changes_told_at_;
  std::thread thread_;
};

}  // namespace muster::storage::postgres
