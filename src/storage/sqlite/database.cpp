#include "storage/sqlite/database.h"

#include <utility>

namespace muster::storage::sqlite {
namespace {

constexpr int reader_cache_kib = 2048;
constexpr std::size_t idle_readers = 8;  ///< more than this are closed when they come back

}  // namespace

void FairMutex::lock() {
  std::unique_lock lock(mutex_);
  const auto mine = next_++;
  turn_.wait(lock, [&] { return serving_ == mine; });
}

void FairMutex::unlock() {
  {
    const std::lock_guard lock(mutex_);
    ++serving_;
  }
  turn_.notify_all();
}

SqliteDatabase::SqliteDatabase(std::filesystem::path file, int write_cache_kib)
    : file_(std::move(file)), writer_(file_, Access::create, write_cache_kib) {
  // auto_vacuum stays off: freed pages are used again. Pages of 8 KiB make the trees less deep, and
  // a sorted pass over them read less often. WAL lets readers work beside the writer. Its
  // file keeps the length that it reaches again and again (LogLimits::beside, and some more):
  // cutting it off and making it longer once more held up check-ins for 50 ms.
  writer_.run(
      "PRAGMA page_size = 8192;"
      "PRAGMA journal_mode = WAL;"
      "PRAGMA synchronous = FULL;"
      "PRAGMA journal_size_limit = 402653184;"
      "PRAGMA foreign_keys = OFF;");
  checkpointer_.emplace(file_, writer_);
}

void SqliteDatabase::read(const std::function<void(Connection&)>& work) {
  if (is_writing()) {
    work(writer_);  // sees what its own transaction did
    return;
  }
  auto reader = borrow_reader();
  reader->run("BEGIN");
  try {
    work(*reader);
  } catch (...) {
    reader->run("ROLLBACK");
    give_back(std::move(reader));
    throw;
  }
  reader->run("COMMIT");
  give_back(std::move(reader));
}

void SqliteDatabase::write(const std::function<void(Connection&)>& work, Durability durability) {
  if (is_writing()) {
    work(writer_);
    return;
  }
  const std::lock_guard turn(write_turn_);
  set_durability(durability);
  writer_.run("BEGIN IMMEDIATE");
  writing_ = std::this_thread::get_id();
  try {
    work(writer_);
    writing_ = std::thread::id{};
    writer_.run("COMMIT");
  } catch (...) {
    writing_ = std::thread::id{};
    // After a full disk or an I/O error SQLite may have rolled back by itself.
    if (sqlite3_get_autocommit(writer_.handle()) == 0) {
      sqlite3_exec(writer_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    throw;
  }
}

void SqliteDatabase::in_one_step(const std::function<void()>& work, Turn) {
  write([&](Connection&) { work(); }, Durability::at_commit);
}

void SqliteDatabase::set_durability(Durability durability) {
  if (durability == durability_) return;
  writer_.run(durability == Durability::at_commit ? "PRAGMA synchronous = FULL"
                                                  : "PRAGMA synchronous = NORMAL");
  durability_ = durability;
}

std::unique_ptr<SqliteConnection> SqliteDatabase::borrow_reader() {
  {
    const std::lock_guard lock(readers_mutex_);
    if (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  return std::make_unique<SqliteConnection>(file_, Access::read_only, reader_cache_kib);
}

void SqliteDatabase::give_back(std::unique_ptr<SqliteConnection> reader) {
  const std::lock_guard lock(readers_mutex_);
  if (readers_.size() < idle_readers) readers_.push_back(std::move(reader));
}

}  // namespace muster::storage::sqlite
