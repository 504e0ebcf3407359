#include "storage/sqlite/checkpointer.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

namespace muster::storage::sqlite {
namespace {

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

  /// What is in the file alone, without its log.
  std::int64_t rows_in_the_file() {
    const auto copy = folder_ / "copy.db";
    std::filesystem::copy_file(file_, copy, std::filesystem::copy_options::overwrite_existing);
    SqliteConnection alone(copy, Access::read_write, 64);
    SqliteStatement count(alone.handle(), "SELECT count(*) FROM rows");
    count.step();
    return count.integer(0);
  }

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
  EXPECT_EQ(rows_in_the_file(), 0);
}

TEST_F(CheckpointerTest, BringsALongLogIntoTheFileBesideTheWriter) {
  using namespace std::chrono_literals;
  const Checkpointer checkpointer(file_, writer_, {.beside = 10, .at_once = 1'000'000});
  insert(20);
  const auto latest = std::chrono::steady_clock::now() + 30s;
  while (rows_in_the_file() == 0 && std::chrono::steady_clock::now() < latest) {
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_GT(rows_in_the_file(), 0);
}

TEST_F(CheckpointerTest, MakesTheWriterWaitOnceTheLogIsFarTooLong) {
  const Checkpointer checkpointer(file_, writer_, {.beside = 1'000'000, .at_once = 10});
  insert(20);
  EXPECT_GT(rows_in_the_file(), 0);  // without waiting for a thread
}

TEST_F(CheckpointerTest, LeavesTheWriterToItselfAfterwards) {
  {
    const Checkpointer checkpointer(file_, writer_, {.beside = 10, .at_once = 20});
  }
  insert(20);
  EXPECT_EQ(rows_in_the_file(), 0);
}

}  // namespace
}  // namespace muster::storage::sqlite
