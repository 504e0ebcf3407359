#include "storage/sqlite/settler.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>

#include "storage/sqlite/database.h"
#include "storage/store.h"

namespace muster::storage::sqlite {
namespace {

using namespace std::chrono_literals;

class SettlerTest : public testing::Test {
 protected:
  ~SettlerTest() override { std::filesystem::remove_all(folder_); }

  bool soon(int times) const {
    const auto latest = std::chrono::steady_clock::now() + 30s;
    while (settled_ < times && std::chrono::steady_clock::now() < latest) {
      std::this_thread::sleep_for(1ms);
    }
    return settled_ >= times;
  }

  static std::filesystem::path new_folder() {
    auto name = (std::filesystem::temp_directory_path() / "muster-settler-XXXXXX").string();
    return ::mkdtemp(name.data());
  }

  const std::filesystem::path folder_ = new_folder();
  SqliteDatabase file_{folder_ / "rows.db", 64};
  Database& database_ = file_;
  std::atomic<int> settled_ = 0;
};

TEST_F(SettlerTest, SettlesAfterTheTransactionThatWokeIt) {
  Settler settler(database_, [this](Connection&) { ++settled_; });
  database_.write([&](Connection&) {
    settler.wake();
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(settled_, 0);
  });
  EXPECT_TRUE(soon(1));
}

TEST_F(SettlerTest, GoesOnAfterAFault) {
  Settler settler(database_, [this](Connection&) {
    if (++settled_ == 1) throw StorageFault(StorageFault::Kind::disk_full, "the disk is full");
  });
  settler.wake();
  ASSERT_TRUE(soon(1));
  settler.wake();
  EXPECT_TRUE(soon(2));
}

TEST_F(SettlerTest, EndsWithoutBeingWoken) {
  const Settler settler(database_, [](Connection&) {});
}

}  // namespace
}  // namespace muster::storage::sqlite
