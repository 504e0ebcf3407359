#include "storage/sqlite/checkpointer.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

namespace muster::storage::sqlite {
namespace {

constexpr std::uintmax_t page = 4096;  ///< bytes, SQLite's default

class CheckpointerTest : public testing::Test {
 protected:
  CheckpointerTest() {
    writer_.run(
        "PRAGMA journal_mode = WAL; CREATE TABLE rows (text TEXT NOT NULL);"
        "PRAGMA wal_checkpoint(TRUNCATE)");
  }
  ~CheckpointerTest() override { std::filesystem::remove_all(folder_); }

  void insert(int rows) {
    for (int i = 0; i < rows; ++i) {
      writer_.run("INSERT INTO rows VALUES (hex(randomblob(2000)))");
    }
  }

  /// Whether the rows are in the file itself, which is two pages without them.
  bool file_has_grown() const { return std::filesystem::file_size(file_) > 4 * page; }

  static std::filesystem::path new_folder() {
    auto name = (std::filesystem::temp_directory_path() / "muster-checkpoint-XXXXXX").string();
    return ::mkdtemp(name.data());
  }

  const std::filesystem::path folder_ = new_folder();
  const std::filesystem::path file_ = folder_ / "rows.db";
  SqliteConnection writer_{file_, Access::create, 64};
};

TEST_F(CheckpointerTest, LeavesAShortLogAlone) {
  const Checkpointer checkpointer(file_, writer_, {.beside = 1000, .at_once = 2000});
  insert(20);
  EXPECT_FALSE(file_has_grown());
}

TEST_F(CheckpointerTest, BringsALongLogIntoTheFileBesideTheWriter) {
  using namespace std::chrono_literals;
  const Checkpointer checkpointer(file_, writer_, {.beside = 10, .at_once = 1'000'000});
  insert(20);
  const auto latest = std::chrono::steady_clock::now() + 30s;
  while (!file_has_grown() && std::chrono::steady_clock::now() < latest) {
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_TRUE(file_has_grown());
}

TEST_F(CheckpointerTest, MakesTheWriterWaitOnceTheLogIsFarTooLong) {
  const Checkpointer checkpointer(file_, writer_, {.beside = 1'000'000, .at_once = 10});
  insert(20);
  EXPECT_TRUE(file_has_grown());  // without waiting for a thread
}

TEST_F(CheckpointerTest, LeavesTheWriterToItselfAfterwards) {
  {
    const Checkpointer checkpointer(file_, writer_, {.beside = 10, .at_once = 20});
  }
  insert(20);
  EXPECT_FALSE(file_has_grown());
}

}  // namespace
}  // namespace muster::storage::sqlite
