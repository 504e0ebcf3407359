#pragma once
// Brings the write-ahead log of one SQLite file into the file, beside the writer
// (https://www.sqlite.org/wal.html, "Checkpointing").

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <thread>

#include "storage/sqlite/connection.h"

namespace muster::storage::sqlite {

/// When the log is brought into the file, by its length in pages. The longer it may get, the more
/// often a page is changed again before it is written once more, and the more has to be read after
/// a crash.
struct LogLimits {
  /// From here on it is done beside the writer: 256 MiB of pages of 8 KiB, read again in less than
  /// a second.
  int beside = 32'768;
  /// From here on the writer does it itself and waits: it writes faster than the log can be
  /// emptied.
  int at_once = 131'072;
};

/// Watches a writer from its construction on, and ends before the writer does. What goes wrong in a
/// checkpoint loses nothing: the log stays, and the next commit asks again.
class Checkpointer {
 public:
  Checkpointer(const std::filesystem::path& file, SqliteConnection& writer, LogLimits limits = {});
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

 private:
  static int committed(void* self, sqlite3* writer, const char* schema, int pages);
  void run(const std::stop_token& stopped);

  SqliteConnection& writer_;
  const LogLimits limits_;
  SqliteConnection connection_;  ///< of the thread
  std::mutex mutex_;
  std::condition_variable_any asked_;
  bool wanted_ = false;
  std::jthread thread_;
};

}  // namespace muster::storage::sqlite
