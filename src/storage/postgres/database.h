#pragma once
// A pool of connections to one PostgreSQL database.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storage/postgres/connection.h"
#include "storage/sql.h"

namespace muster::storage::postgres {

/// Thread-safe. Transactions of different threads run side by side (READ COMMITTED); what reads
/// before it writes takes a turn (Connection::take_turn) or writes under a condition.
class PgDatabase final : public Database {
 public:
  /// At most `most` connections are open; whoever needs one more waits for one to come back. Opens
  /// none yet.
  PgDatabase(std::string address, std::size_t most);
  ~PgDatabase() override;
  PgDatabase(const PgDatabase&) = delete;
  PgDatabase& operator=(const PgDatabase&) = delete;

  void read(const std::function<void(Connection&)>& work) override;
  void write(const std::function<void(Connection&)>& work, Durability durability) override;
  void in_one_step(const std::function<void()>& work, Turn turn) override;

 private:
  class Lent;
  std::unique_ptr<PgConnection> borrow();
  void give_back(std::unique_ptr<PgConnection> connection);
  /// The connection whose transaction belongs to this thread; null for none.
  PgConnection* mine() const;
  void transact(const std::string& begin, const std::function<void(PgConnection&)>& work);

  const std::string address_;
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable came_back_;
  std::vector<std::unique_ptr<PgConnection>> idle_;
  std::size_t open_ = 0;  ///< idle and lent
};

}  // namespace muster::storage::postgres
