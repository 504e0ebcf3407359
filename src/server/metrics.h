#pragma once
// What /metrics tells Prometheus.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/server.h"
#include "registry/batch.h"

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
  std::unique_ptr<Families> families_;
  std::function<registry::Batches::Queue()> queue_;
  const registry::Clock& clock_;
};

}  // namespace muster::server
