#include "storage/sqlite/settler.h"

#include <utility>

#include "storage/store.h"

namespace muster::storage::sqlite {

Settler::Settler(Database& database, std::function<void(Connection&)> settle)
    : database_(database),
      settle_(std::move(settle)),
      thread_([this](const std::stop_token& stopped) { run(stopped); }) {}

void Settler::wake() {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  woken_.notify_one();
}

void Settler::run(const std::stop_token& stopped) {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (!woken_.wait(lock, stopped, [this] { return wanted_; })) return;
      wanted_ = false;
    }
    try {
      database_.write(settle_, Database::Durability::later);
    } catch (const StorageFault&) {  // NOLINT(bugprone-empty-catch)
      // As on a full disk, of which every other writer tells.
    }
  }
}

}  // namespace muster::storage::sqlite
