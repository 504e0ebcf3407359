#pragma once
// Requests on their way into the database: taken in at once, written in batches by a thread of its
// own, so that no request waits for the disk on account of being remembered.

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "http/server.h"
#include "registry/request_record.h"

namespace muster::server {

/// A check-in that was taken. A fleet's would be nearly all that there is, and each says the same:
/// they are counted, and neither logged nor remembered.
bool is_routine(const http::RequestLog& request);
/// Whether a request is remembered: it failed, or it changed something.
bool is_remembered(const http::RequestLog& request);
registry::RequestRecord record_of(const http::RequestLog& request, registry::Time now);

/// Records whose keep() and add_lines() return at once. What waits is bounded: in a flood, requests
/// are dropped rather than memory filled. A crash forgets what came within the last moments.
/// Thread-safe; find() blocks on the database.
class RequestJournal final : public registry::RequestRecords {
 public:
  static constexpr std::size_t most_waiting = 8192;

  /// `failed` is told of requests that are dropped: a batch could not be written, or too many came.
  RequestJournal(registry::RequestRecords& records,
                 std::function<void(const std::exception&)> failed);
  ~RequestJournal() override;  ///< stop()
  RequestJournal(const RequestJournal&) = delete;
  RequestJournal& operator=(const RequestJournal&) = delete;

  void start();
  /// Writes what waits.
  void stop();

  void keep(std::span<const registry::RequestRecord> requests) override;
  /// Lines may come before their request, too. Returns nothing.
  std::vector<registry::LateLine> add_lines(std::span<const registry::LateLine> lines) override;
  /// Sees everything that was kept before.
  std::optional<registry::RequestRecord> find(std::optional<registry::OrganisationId> organisation,
                                              const std::string& request_id) override;
  void forget_old(const registry::RequestLimits& limits) override { records_.forget_old(limits); }

 private:
  struct Line {
    registry::LateLine line;
    std::chrono::steady_clock::time_point came;
  };
  void work();
  void clear();
  void flush();
  void write(std::vector<registry::RequestRecord> requests, std::vector<Line> lines);
  /// Lines of requests that are not kept yet wait a while for them.
  void wait_on(std::vector<Line> lines);

  registry::RequestRecords& records_;
  std::function<void(const std::exception&)> failed_;

  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<registry::RequestRecord> requests_;
  std::vector<Line> lines_;
  std::uint64_t dropped_ = 0;  ///< since the last batch
  std::size_t kept_ = 0;       ///< since the old ones were forgotten
  bool stopping_ = false;
  std::mutex writing_;  ///< one batch at a time; taken before mutex_
  std::thread thread_;
};

}  // namespace muster::server
