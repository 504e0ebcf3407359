#include "storage/sqlite/checkpointer.h"

namespace muster::storage::sqlite {
namespace {

constexpr int cache_kib = 64;  ///< a checkpoint copies pages and keeps none

}  // namespace

Checkpointer::Checkpointer(const std::filesystem::path& file, SqliteConnection& writer,
                           LogLimits limits)
    : writer_(writer),
      limits_(limits),
      connection_(file, Access::read_write, cache_kib),
      thread_([this](const std::stop_token& stopped) { run(stopped); }) {
  sqlite3_wal_hook(writer_.handle(), &Checkpointer::committed, this);
}

Checkpointer::~Checkpointer() { sqlite3_wal_hook(writer_.handle(), nullptr, nullptr); }

int Checkpointer::committed(void* self, sqlite3* writer, const char* schema, int pages) {
  auto& checkpointer = *static_cast<Checkpointer*>(self);
  if (pages >= checkpointer.limits_.at_once) {
    sqlite3_wal_checkpoint_v2(writer, schema, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  } else if (pages >= checkpointer.limits_.beside) {
    {
      const std::lock_guard lock(checkpointer.mutex_);
      checkpointer.wanted_ = true;
    }
    checkpointer.asked_.notify_one();
  }
  return SQLITE_OK;  // the commit has been done, whatever became of the checkpoint
}

void Checkpointer::run(const std::stop_token& stopped) {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (!asked_.wait(lock, stopped, [this] { return wanted_; })) return;
      wanted_ = false;
    }
    sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                              nullptr);
  }
}

}  // namespace muster::storage::sqlite
