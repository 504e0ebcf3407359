#pragma once
// One SQLite file with one writer, whose turns are fair, and readers as they are needed.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "storage/sql.h"
#include "storage/sqlite/checkpointer.h"
#include "storage/sqlite/connection.h"

namespace muster::storage::sqlite {

/// A mutex that is taken in the order in which it was asked for: a registrar that writes without a
/// pause must not keep a person's click waiting.
class FairMutex {
 public:
  void lock();
  void unlock();

 private:
  std::mutex mutex_;
  std::condition_variable turn_;
  std::uint64_t next_ = 0;
  std::uint64_t serving_ = 0;
};

class SqliteDatabase final : public Database {
 public:
  /// `write_cache_kib` is the page cache of the writer; readers have a small one each.
  SqliteDatabase(std::filesystem::path file, int write_cache_kib);

  void read(const std::function<void(Connection&)>& work) override;
  void write(const std::function<void(Connection&)>& work, Durability durability) override;
  void in_one_step(const std::function<void()>& work, Turn turn) override;

  /// The writer, for work outside of transactions (migrations, pragmas). Before others use it.
  SqliteConnection& writer() { return writer_; }

 private:
  /// Whether the transaction that is open belongs to this thread.
  bool is_writing() const { return writing_.load() == std::this_thread::get_id(); }
  std::unique_ptr<SqliteConnection> borrow_reader();
  void give_back(std::unique_ptr<SqliteConnection> reader);
  void set_durability(Durability durability);

  std::filesystem::path file_;
  FairMutex write_turn_;
  SqliteConnection writer_;
  std::optional<Checkpointer> checkpointer_;  ///< of the writer; made once that uses a log
  std::atomic<std::thread::id> writing_;      ///< whose transaction is open
  Durability durability_ = Durability::at_commit;
  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_;
};

}  // namespace muster::storage::sqlite
