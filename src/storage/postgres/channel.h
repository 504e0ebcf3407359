#pragma once
// What the processes of one database say to each other, by LISTEN and NOTIFY
// (postgresql.org/docs/15/sql-notify.html).

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "storage/postgres/connection.h"

namespace muster::storage::postgres {

/// A notification holds fewer than 8000 bytes; the name of who says it takes up to 20.
constexpr std::size_t longest_message = 7000;

/// One process's part in it. All but `name` and `without` are called by the channel's thread; what
/// they throw counts as a broken connection.
struct ChannelEnds {
  std::string name;     ///< of the channel, as SQL takes it
  std::string without;  ///< what is so while the database is away, for the log
  std::function<void()> before_connecting = [] {};
  std::function<void()> on_connected = [] {};  ///< others are heard from now on
  using Say = std::function<void(std::string_view message)>;
  /// Says what there is to be said; returns after how long, at the latest, it is to be called
  /// again.
  std::function<std::chrono::milliseconds(const Say&)> speak;
  /// What another process said.
  std::function<void(std::string_view message)> hear;
};

/// Has a thread and a connection of its own, and connects again, each second, while there is none:
/// what others say meanwhile is never heard.
class Channel {
 public:
  Channel(std::string address, ChannelEnds ends);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  void wake() const;  ///< there is something to be said; from any thread

 private:
  void run();
  void hear(PgConnection& connection);
  /// Until wake(), or `connection` has something to read, or for so long.
  void wait(PgConnection& connection, std::chrono::milliseconds longest);
  bool is_stopping();

  const std::string address_;
  const std::string own_;  ///< begins each of our messages, so that we do not hear ourselves
  const ChannelEnds ends_;
  const int wake_;  ///< eventfd
  std::mutex mutex_;
  std::condition_variable stops_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace muster::storage::postgres
