#include "server/webhook_sender.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>

#include "security/webhook_signature.h"
#include "server/temporary_folder.h"
#include "storage/store.h"

namespace muster::server {
namespace {

using registry::DeliveryState;
using test::TemporaryFolder;

class MovingClock final : public registry::Clock {
 public:
  registry::Time now() const override { return registry::Time{std::chrono::milliseconds{now_}}; }
  void move(std::chrono::milliseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_{1'795'000'000'000};
};

/// Answers as it is told and counts.
class FakeReceiver final : public security::Outgoing {
 public:
  using Answer = std::expected<security::OutgoingAnswer, security::OutgoingFailure>;
  Answer send(const security::OutgoingRequest& request) override {
    const std::lock_guard lock(mutex_);
    requests.push_back(request);
    came_.notify_all();
    return answer;
  }
  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return requests.size() >= count; });
  }
  Answer answer = security::OutgoingAnswer{.status = 200};
  std::vector<security::OutgoingRequest> requests;

 private:
  std::mutex mutex_;
  std::condition_variable came_;
};

class WebhookSenderTest : public testing::Test {
 protected:
  WebhookSenderTest()
      : store_(std::move(storage::open_sqlite(folder_.path() / "data", clock_, {}).value())),
        webhook_(store_->webhooks().create({.organisation = {7},
                                            .url = "https://hooks.example/",
                                            .events = {"batch.finished"},
                                            .secret = security::make_webhook_secret(random_)})) {}

  registry::Delivery only() {
    return store_->webhooks().deliveries({7}, webhook_.id, {}, 10).at(0);
  }
  /// Starts, waits for `count` attempts in all, and stops once they are noted.
  void send_until(std::size_t count) {
    WebhookSender sender(store_->webhooks(), receiver_, clock_, random_,
                         [](const std::exception&) {});
    sender.start(2);
    receiver_.wait_for(count);
    sender.stop();
  }

  TemporaryFolder folder_;
  MovingClock clock_;
  security::SystemRandom random_;
  std::unique_ptr<storage::Store> store_;
  registry::Webhook webhook_;
  FakeReceiver receiver_;
};

TEST_F(WebhookSenderTest, SendsWhatWaitsFromBeforeItsStart) {
  EXPECT_EQ(store_->webhooks().tell({7}, "batch.finished", "{}"), 1U);
  send_until(1);
  EXPECT_EQ(only().state, DeliveryState::delivered);
  EXPECT_EQ(only().attempts, 1);
}

TEST_F(WebhookSenderTest, WritesNothingForAnEventThatNobodyWants) {
  EXPECT_EQ(store_->webhooks().tell({7}, "relationship.changed", "{}"), 0U);
  EXPECT_EQ(store_->webhooks().tell({8}, "batch.finished", "{}"), 0U);
}

TEST_F(WebhookSenderTest, TriesAgainLaterAndSaysWhy) {
  receiver_.answer = security::OutgoingAnswer{.status = 503};
  store_->webhooks().tell({7}, "batch.finished", "{}");
  send_until(1);
  const auto delivery = only();
  EXPECT_EQ(delivery.state, DeliveryState::waiting);
  EXPECT_EQ(delivery.last_status, 503);
  EXPECT_EQ(delivery.last_error, "Answered 503.");
  EXPECT_GE(delivery.next_attempt_at, clock_.now() + std::chrono::seconds{4});
  EXPECT_LE(delivery.next_attempt_at, clock_.now() + std::chrono::seconds{5});
}

TEST_F(WebhookSenderTest, GivesUpAfterThreeDays) {
  receiver_.answer = std::unexpected(security::OutgoingFailure{
      .reason = security::OutgoingFailure::Reason::unreachable, .text = "10.0.0.7 refused"});
  store_->webhooks().tell({7}, "batch.finished", "{}");
  const auto begun = clock_.now();
  std::size_t attempts = 0;
  while (only().state == DeliveryState::waiting) {
    clock_.move(only().next_attempt_at - clock_.now());
    send_until(++attempts);
  }
  EXPECT_EQ(only().state, DeliveryState::given_up);
  EXPECT_EQ(attempts, 11U);
  EXPECT_GT(clock_.now() - begun, std::chrono::hours{56});
  EXPECT_LT(clock_.now() - begun, std::chrono::hours{72});
  EXPECT_EQ(only().last_error.find("10.0.0.7"), std::string::npos);
}

TEST_F(WebhookSenderTest, SendsTheSameIdAtEachAttempt) {
  receiver_.answer = security::OutgoingAnswer{.status = 500};
  store_->webhooks().tell({7}, "batch.finished", "{}");
  send_until(1);
  clock_.move(std::chrono::seconds{5});
  send_until(2);
  const auto id = std::pair<std::string, std::string>("webhook-id", only().id.text());
  for (const auto& request : receiver_.requests) {
    EXPECT_NE(std::ranges::find(request.headers, id), request.headers.end());
  }
}

TEST_F(WebhookSenderTest, ForgetsWhatIsLongOver) {
  store_->webhooks().tell({7}, "batch.finished", "{}");
  send_until(1);
  clock_.move(std::chrono::days{31});
  store_->webhooks().forget_old();
  EXPECT_TRUE(store_->webhooks().deliveries({7}, webhook_.id, {}, 10).empty());
}

}  // namespace
}  // namespace muster::server
