#pragma once
// What /metrics tells Prometheus.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "http/server.h"
#include "registry/batch.h"

namespace prometheus {
class Counter;
class Histogram;
}  // namespace prometheus

namespace muster::server {

/// Thread-safe.
class Metrics {
 public:
  Metrics(std::string version, std::function<registry::Batches::Queue()> queue,
          const registry::Clock& clock);
  ~Metrics();

  /// Counts an upload as in progress until it is dropped.
  std::shared_ptr<void> upload_in_progress();
  void request_done(const http::RequestLog& request);
  void chunk_decided(const std::vector<registry::Decided>& decided,
                     std::chrono::microseconds taken);
  void chunk_failed();
  void batch_over(const registry::Batch& batch);

  /// The text format 0.0.4 of Prometheus.
  std::string text();

 private:
  struct Families;
  /// What is counted of an operation with a status.
  struct Series {
    prometheus::Counter* requests;
    prometheus::Histogram* latency;
  };
  const Series& series_of(const http::RequestLog& request);

  std::unique_ptr<Families> families_;
  /// Looked up here at each request: by labels it costs more than answering a check-in.
  std::shared_mutex series_mutex_;
  std::map<std::pair<std::string, int>, Series> series_;
  std::function<registry::Batches::Queue()> queue_;
  const registry::Clock& clock_;
};

}  // namespace muster::server
