#include "server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <fstream>

namespace muster::server {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;

namespace {

const prometheus::Histogram::BucketBoundaries request_seconds = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60};
const prometheus::Histogram::BucketBoundaries chunk_seconds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                               0.5,   1,    2.5,   5,    10};

/// Resident memory in bytes (proc(5), statm: the second number, in pages).
double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = BuildCounter()
                                                          .Name("muster_http_requests_total")
                                                          .Help("Requests answered")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& latencies =
      BuildHistogram()
          .Name("muster_http_request_seconds")
          .Help("From the header of a request to the end of its answer")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& rows =
      BuildCounter()
          .Name("muster_rows_decided_total")
          .Help("Rows decided, by outcome: registered, or the error")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& batches =
      BuildCounter().Name("muster_batches_total").Help("Batches over, by state").Register(registry);
  prometheus::Counter& failures = BuildCounter()
                                      .Name("muster_chunk_failures_total")
                                      .Help("Chunks that could not be decided and are tried again")
                                      .Register(registry)
                                      .Add({});
  prometheus::Histogram& chunks = BuildHistogram()
                                      .Name("muster_database_chunk_seconds")
                                      .Help("Looking up, claiming and recording one chunk of rows")
                                      .Register(registry)
                                      .Add({}, chunk_seconds);
  prometheus::Gauge& uploads = BuildGauge()
                                   .Name("muster_uploads_in_progress")
                                   .Help("Files that are being received")
                                   .Register(registry)
                                   .Add({});
  prometheus::Gauge& queue_batches = BuildGauge()
                                         .Name("muster_queue_batches")
                                         .Help("Batches that are not over")
                                         .Register(registry)
                                         .Add({});
  prometheus::Gauge& queue_rows =
      BuildGauge().Name("muster_queue_rows").Help("Rows that wait").Register(registry).Add({});
  prometheus::Gauge& queue_age = BuildGauge()
                                     .Name("muster_queue_oldest_seconds")
                                     .Help("Age of the oldest batch that is not over; 0 for none")
                                     .Register(registry)
                                     .Add({});
  prometheus::Gauge& memory = BuildGauge()
                                  .Name("process_resident_memory_bytes")
                                  .Help("Resident memory")
                                  .Register(registry)
                                  .Add({});
  prometheus::Family<prometheus::Gauge>& build =
      BuildGauge().Name("muster_build_info").Help("Always 1").Register(registry);
};

Metrics::Metrics(std::string version, std::function<registry::Batches::Queue()> queue,
                 const registry::Clock& clock)
    : families_(std::make_unique<Families>()), queue_(std::move(queue)), clock_(clock) {
  families_->build.Add({{"version", std::move(version)}}).Set(1);
}

Metrics::~Metrics() = default;

std::shared_ptr<void> Metrics::upload_in_progress() {
  auto& uploads = families_->uploads;
  uploads.Increment();
  return {&uploads, [&uploads](void*) { uploads.Decrement(); }};
}

const Metrics::Series& Metrics::series_of(const http::RequestLog& request) {
  const std::pair key(request.operation, request.status);
  {
    const std::shared_lock lock(series_mutex_);
    if (const auto found = series_.find(key); found != series_.end()) return found->second;
  }
  const auto operation = request.operation.empty() ? "none" : request.operation;
  const Series fresh{
      .requests = &families_->requests.Add(
          {{"operation", operation}, {"status", std::to_string(request.status)}}),
      .latency = &families_->latencies.Add({{"operation", operation}}, request_seconds)};
  const std::unique_lock lock(series_mutex_);
  return series_.emplace(key, fresh).first->second;
}

void Metrics::request_done(const http::RequestLog& request) {
  const auto& series = series_of(request);
  series.requests->Increment();
  series.latency->Observe(std::chrono::duration<double>(request.duration).count());
}

void Metrics::chunk_decided(const std::vector<registry::Decided>& decided,
                            std::chrono::microseconds taken) {
  std::map<std::string_view, double> outcomes;
  for (const auto& row : decided) {
    ++outcomes[row.error ? registry::text_of(row.error->code).name : "registered"];
  }
  for (const auto& [outcome, count] : outcomes) {
    families_->rows.Add({{"outcome", std::string(outcome)}}).Increment(count);
  }
  if (!decided.empty()) {
    families_->chunks.Observe(std::chrono::duration<double>(taken).count());
  }
}

void Metrics::chunk_failed() { families_->failures.Increment(); }

void Metrics::batch_over(const registry::Batch& batch) {
  families_->batches.Add({{"state", std::string(registry::to_string(batch.state))}}).Increment();
}

std::string Metrics::text() {
  const auto queue = queue_();
  families_->queue_batches.Set(static_cast<double>(queue.batches));
  families_->queue_rows.Set(static_cast<double>(queue.rows));
  families_->queue_age.Set(
      queue.oldest_accepted_at
          ? std::chrono::duration<double>(clock_.now() - *queue.oldest_accepted_at).count()
          : 0);
  families_->memory.Set(resident_bytes());
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace muster::server
