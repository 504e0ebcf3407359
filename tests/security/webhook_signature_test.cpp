#include "security/webhook_signature.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "security/counting.h"

namespace muster::security {
namespace {

constexpr const char* secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr const char* body = R"({"test": 2432232314})";
constexpr const char* signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const registry::Time sent_at{std::chrono::milliseconds{1'614'265'330'000}};

TEST(WebhookSignature, AgreesWithThePublishedExample) {
  const auto headers = webhook_headers({secret}, id, sent_at, body);
  ASSERT_EQ(headers.size(), 3U);
  EXPECT_EQ(headers[0], (std::pair<std::string, std::string>("webhook-id", id)));
  EXPECT_EQ(headers[1], (std::pair<std::string, std::string>("webhook-timestamp", "1614265330")));
  EXPECT_EQ(headers[2], (std::pair<std::string, std::string>("webhook-signature", signature)));
}

TEST(WebhookSignature, ComesOnceForEachSecretWhileTheyChange) {
  Counting random;
  const auto next = make_webhook_secret(random);
  const auto both = webhook_headers({next, secret}, id, sent_at, body)[2].second;
  EXPECT_TRUE(is_webhook_signature(both, secret, id, 1'614'265'330, body));
  EXPECT_TRUE(is_webhook_signature(both, next, id, 1'614'265'330, body));
  EXPECT_TRUE(both.ends_with(std::string(" ") + signature));
}

TEST(WebhookSignature, FitsItsMessageOnly) {
  EXPECT_TRUE(is_webhook_signature(signature, secret, id, 1'614'265'330, body));
  EXPECT_FALSE(is_webhook_signature(signature, secret, id, 1'614'265'331, body));
  EXPECT_FALSE(is_webhook_signature(signature, secret, "msg_other", 1'614'265'330, body));
  EXPECT_FALSE(is_webhook_signature(signature, secret, id, 1'614'265'330, "{}"));
  EXPECT_FALSE(is_webhook_signature(signature + 3, secret, id, 1'614'265'330, body));
  EXPECT_FALSE(is_webhook_signature("", secret, id, 1'614'265'330, body));
  EXPECT_FALSE(is_webhook_signature(signature, "whsec_", id, 1'614'265'330, body));
}

TEST(WebhookSignature, CountsWholeSeconds) {
  const auto headers =
      webhook_headers({secret}, id, sent_at + std::chrono::milliseconds(999), body);
  EXPECT_EQ(headers[2].second, signature);
}

TEST(WebhookSignature, NeedsASecretAndAnIdWithoutADot) {
  EXPECT_THROW(webhook_headers({}, id, sent_at, body), std::invalid_argument);
  EXPECT_THROW(webhook_headers({"secret"}, id, sent_at, body), std::invalid_argument);
  EXPECT_THROW(webhook_headers({secret}, "msg.1", sent_at, body), std::invalid_argument);
  EXPECT_THROW(webhook_headers({secret}, "", sent_at, body), std::invalid_argument);
}

TEST(WebhookSecret, Has256RandomBits) {
  Counting random;
  const auto made = make_webhook_secret(random);
  EXPECT_EQ(made, "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  EXPECT_TRUE(has_webhook_secret_form(made));
  EXPECT_TRUE(has_webhook_secret_form(secret));
  EXPECT_FALSE(has_webhook_secret_form("whsec_c2hvcnQ="));
  EXPECT_FALSE(has_webhook_secret_form("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
}

TEST(WebhookRetry, GoesOnForThreeDays) {
  std::chrono::milliseconds total{0};
  unsigned failures = 1;
  auto last = std::chrono::milliseconds(0);
  for (; const auto delay = webhook_retry_delay(failures, 0); ++failures) {
    EXPECT_GT(*delay, last);
    last = *delay;
    total += *delay;
  }
  EXPECT_EQ(failures, 11U);
  EXPECT_GT(total, std::chrono::hours(70));
  EXPECT_LE(total, std::chrono::hours(72));
}

TEST(WebhookRetry, IsSpreadByUpToAFifth) {
  EXPECT_EQ(webhook_retry_delay(1, 0), std::chrono::seconds(5));
  EXPECT_EQ(webhook_retry_delay(1, 0.5), std::chrono::milliseconds(4500));
  EXPECT_EQ(webhook_retry_delay(2, 1), std::chrono::seconds(48));
  EXPECT_EQ(webhook_retry_delay(0, 0), std::chrono::seconds(0));
}

}  // namespace
}  // namespace muster::security
