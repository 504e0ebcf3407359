#pragma once
// Moves rows from a recent table to the settled one (settle.h) beside whoever added them: they are
// answered first.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "storage/sql.h"

namespace muster::storage::sqlite {

/// Runs `settle` in a transaction of its own, taking its turn among the writers, each time that it
/// was woken. What goes wrong loses nothing: the rows stay where they are, and the next wake asks
/// again. `database` outlives it.
class Settler {
 public:
  Settler(Database& database, std::function<void(Connection&)> settle);
  /// May be called within a transaction on the same database: it runs after that. Thread-safe.
  void wake();

 private:
  void run(const std::stop_token& stopped);

  Database& database_;
  const std::function<void(Connection&)> settle_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  bool wanted_ = false;
  std::jthread thread_;
};

}  // namespace muster::storage::sqlite
