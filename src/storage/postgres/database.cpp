// A connection that broke while nobody used it (the server was restarted, a standby took over)
// shows at BEGIN, where nothing has been done yet: it is then replaced once, and nobody notices.
// One that breaks later fails its transaction as `unavailable`, which answers may be tried again.

#include "storage/postgres/database.h"

#include <fmt/format.h>

#include <utility>

#include "storage/store.h"

namespace muster::storage::postgres {
namespace {

/// How long somebody waits for a connection before the answer is that the database is busy.
constexpr std::chrono::seconds longest_wait{10};

/// Beginning costs nothing: a server that takes longer is frozen, or out of reach.
constexpr std::chrono::seconds longest_begin{10};
/// What holds for the server (statement_timeout), with some time for the way.
constexpr std::chrono::seconds longest_answer{130};
/// A commit has no limit there: it waits for a synchronous standby for ever. Whether it was done is
/// then unknown, as when the connection breaks.
constexpr std::chrono::seconds longest_commit{30};

/// The transactions of this thread, one for each database that it has one open with.
thread_local std::vector<std::pair<const PgDatabase*, PgConnection*>> transactions;

void run_within(std::chrono::milliseconds longest, PgConnection& connection,
                const std::string& sql) {
  connection.wait_at_most(longest);
  connection.run(sql);
  connection.wait_at_most(longest_answer);
}

}  // namespace

PgDatabase::PgDatabase(std::string address, std::size_t most)
    : address_(std::move(address)), most_(most) {}

PgDatabase::~PgDatabase() = default;

PgConnection* PgDatabase::mine() const {
  for (const auto& [database, connection] : transactions) {
    if (database == this) return connection;
  }
  return nullptr;
}

/// A connection that goes back when its user is done, and is this thread's until then.
class PgDatabase::Lent {
 public:
  Lent(PgDatabase& database, const std::string& begin) : database_(database) {
    connection_ = database.borrow();
    try {
      run_within(longest_begin, *connection_, begin);
    } catch (const StorageFault&) {
      if (connection_->is_good()) {
        database.give_back(std::move(connection_));
        throw;
      }
      database.give_back(std::move(connection_));
      connection_ = database.borrow();
      try {
        run_within(longest_begin, *connection_, begin);
      } catch (...) {
        database.give_back(std::move(connection_));
        throw;
      }
    }
    transactions.emplace_back(&database_, connection_.get());
  }
  ~Lent() {
    std::erase_if(transactions, [this](const auto& one) { return one.first == &database_; });
    database_.give_back(std::move(connection_));
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  PgConnection& connection() { return *connection_; }

 private:
  PgDatabase& database_;
  std::unique_ptr<PgConnection> connection_;
};

void PgDatabase::transact(const std::string& begin,
                          const std::function<void(PgConnection&)>& work) {
  Lent lent(*this, begin);
  auto& connection = lent.connection();
  try {
    work(connection);
    run_within(longest_commit, connection, "COMMIT");
  } catch (...) {
    connection.roll_back();
    throw;
  }
}

void PgDatabase::read(const std::function<void(Connection&)>& work) {
  if (auto* connection = mine()) {
    work(*connection);  // sees what its own transaction did
    return;
  }
  transact("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work);
}

void PgDatabase::write(const std::function<void(Connection&)>& work, Durability durability) {
  if (auto* connection = mine()) {
    work(*connection);
    return;
  }
  // What is written without waiting for the disk is on it, at the latest, when a later transaction
  // has waited: the log has one order.
  transact(
      durability == Durability::at_commit ? "BEGIN" : "BEGIN; SET LOCAL synchronous_commit = off",
      work);
}

void PgDatabase::in_one_step(const std::function<void()>& work, Turn turn) {
  write(
      [&](Connection& connection) {
        connection.take_turn(turn);
        work();
      },
      Durability::at_commit);
}

std::unique_ptr<PgConnection> PgDatabase::borrow() {
  {
    std::unique_lock lock(mutex_);
    const bool got =
        came_back_.wait_for(lock, longest_wait, [this] { return !idle_.empty() || open_ < most_; });
    if (!got) {
      throw StorageFault(StorageFault::Kind::unavailable,
                         fmt::format("all {} connections to PostgreSQL are in use", most_));
    }
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    ++open_;
  }
  try {
    return std::make_unique<PgConnection>(address_);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    --open_;
    came_back_.notify_one();
    throw;
  }
}

void PgDatabase::give_back(std::unique_ptr<PgConnection> connection) {
  std::vector<std::unique_ptr<PgConnection>> broken;  // closed outside of the lock
  {
    const std::lock_guard lock(mutex_);
    if (connection->is_idle()) {
      idle_.push_back(std::move(connection));
    } else {
      // Where one broke the others have, too.
      broken.swap(idle_);
      broken.push_back(std::move(connection));
      open_ -= broken.size();
    }
  }
  came_back_.notify_all();
}

}  // namespace muster::storage::postgres
