#include "server/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::server {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

struct StandingClock final : registry::Clock {
  registry::Time now() const override { return time; }
  registry::Time time{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};
};

class MetricsText : public testing::Test {
 protected:
  static std::vector<registry::Decided> decided(std::size_t registered, std::size_t not_found) {
    std::vector<registry::Decided> rows(registered + not_found);
    for (std::size_t i = registered; i < rows.size(); ++i) {
      rows[i].error = std::make_unique<registry::RegistrationError>(
          registry::RegistrationError{.code = registry::ErrorCode::device_not_found});
    }
    return rows;
  }

  StandingClock clock;
  registry::Batches::Queue queue;
  Metrics metrics{"1.2.3", [this] { return queue; }, clock};
};

TEST_F(MetricsText, TellsWhichBuildThisIs) {
  EXPECT_THAT(metrics.text(), HasSubstr("muster_build_info{version=\"1.2.3\"} 1"));
}

TEST_F(MetricsText, CountsRequestsByOperationAndStatus) {
  metrics.request_done({.operation = "list_devices", .status = 200});
  metrics.request_done({.operation = "list_devices", .status = 200});
  metrics.request_done({.operation = "list_devices", .status = 404});
  const auto text = metrics.text();
  EXPECT_THAT(text, HasSubstr("{operation=\"list_devices\",status=\"200\"} 2"));
  EXPECT_THAT(text, HasSubstr("{operation=\"list_devices\",status=\"404\"} 1"));
}

TEST_F(MetricsText, HasOneLabelForAllPathsThatNobodyServes) {
  metrics.request_done({.method = "GET", .pattern = "", .status = 404});
  EXPECT_THAT(metrics.text(), HasSubstr("{operation=\"none\",status=\"404\"} 1"));
}

TEST_F(MetricsText, HasTheLatenciesInSeconds) {
  metrics.request_done({.operation = "get_device", .status = 200, .duration = 30ms});
  const auto text = metrics.text();
  EXPECT_THAT(text, HasSubstr("muster_http_request_seconds_sum{operation=\"get_device\"} 0.03"));
  EXPECT_THAT(text, HasSubstr("{operation=\"get_device\",le=\"0.025\"} 0"));
  EXPECT_THAT(text, HasSubstr("{operation=\"get_device\",le=\"0.05\"} 1"));
}

TEST_F(MetricsText, CountsRowsByOutcome) {
  metrics.chunk_decided(decided(3, 2), 40ms);
  metrics.chunk_decided(decided(1, 0), 40ms);
  const auto text = metrics.text();
  EXPECT_THAT(text, HasSubstr("{outcome=\"registered\"} 4"));
  EXPECT_THAT(text, HasSubstr("{outcome=\"device_not_found\"} 2"));
}

TEST_F(MetricsText, TimesChunksButNotTheEmptyOneThatEndsABatch) {
  metrics.chunk_decided(decided(3, 0), 40ms);
  metrics.chunk_decided({}, 1ms);
  EXPECT_THAT(metrics.text(), HasSubstr("muster_database_chunk_seconds_count 1"));
}

TEST_F(MetricsText, CountsBatchesThatAreOverByState) {
  metrics.batch_over({.state = registry::BatchState::finished});
  metrics.batch_over({.state = registry::BatchState::cancelled});
  const auto text = metrics.text();
  EXPECT_THAT(text, HasSubstr("muster_batches_total{state=\"finished\"} 1"));
  EXPECT_THAT(text, HasSubstr("muster_batches_total{state=\"cancelled\"} 1"));
}

TEST_F(MetricsText, AsksForTheQueueWhenItIsRead) {
  queue = {.batches = 2, .rows = 5000, .oldest_accepted_at = clock.time};
  clock.time += 90s;
  const auto text = metrics.text();
  EXPECT_THAT(text, HasSubstr("muster_queue_batches 2"));
  EXPECT_THAT(text, HasSubstr("muster_queue_rows 5000"));
  EXPECT_THAT(text, HasSubstr("muster_queue_oldest_seconds 90"));
}

TEST_F(MetricsText, SaysThatAnEmptyQueueHasNoAge) {
  EXPECT_THAT(metrics.text(), HasSubstr("muster_queue_oldest_seconds 0"));
}

TEST_F(MetricsText, CountsChunksThatFailed) {
  metrics.chunk_failed();
  EXPECT_THAT(metrics.text(), HasSubstr("muster_chunk_failures_total 1"));
}

TEST_F(MetricsText, CountsAnUploadUntilItIsOver) {
  auto upload = metrics.upload_in_progress();
  const auto other = metrics.upload_in_progress();
  EXPECT_THAT(metrics.text(), HasSubstr("muster_uploads_in_progress 2"));
  upload.reset();
  EXPECT_THAT(metrics.text(), HasSubstr("muster_uploads_in_progress 1"));
}

TEST_F(MetricsText, HasTheMemoryOfThisProcess) {
  EXPECT_THAT(metrics.text(), Not(HasSubstr("process_resident_memory_bytes 0\n")));
}

}  // namespace
}  // namespace muster::server
