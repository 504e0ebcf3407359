#include "http/rate_limits.h"

#include <gtest/gtest.h>

namespace muster::http {
namespace {

using namespace std::chrono_literals;

const TokenBucket::Time noon{12h};

Request request_from(std::string address, std::string token = "") {
  Request request;
  request.client_address = std::move(address);
  if (!token.empty()) request.headers.add("Authorization", "Bearer " + token);
  return request;
}

RateLimitOptions options() {
  return {.per_token = {.per_second = 10, .burst = 20},
          .per_address = {.per_second = 1, .burst = 2}};
}

/// How many of a hundred requests at once are allowed.
int allowed(RateLimits& limits, const Request& request) {
  int count = 0;
  for (int i = 0; i < 100; ++i) {
    const auto verdict = limits.take(request, noon);
    if (!verdict || verdict->allowed) ++count;
  }
  return count;
}

void sign_in(RateLimits& limits, Request request) {
  request.user_realm = "org_1";
  limits.answered(request, noon);
}

TEST(RateLimits, CountEachAddressByItself) {
  RateLimits limits(options());
  EXPECT_EQ(allowed(limits, request_from("192.0.2.1")), 2);
  EXPECT_EQ(allowed(limits, request_from("192.0.2.2")), 2);
}

TEST(RateLimits, CountAllAddressesOfAnIpv6NetworkAsOne) {
  RateLimits limits(options());
  EXPECT_EQ(allowed(limits, request_from("2001:db8::1")), 2);
  EXPECT_EQ(allowed(limits, request_from("2001:db8::ffff:1")), 0);
  EXPECT_EQ(allowed(limits, request_from("2001:db8:0:1::1")), 2);
}

TEST(RateLimits, CountATokenThatIsGoodForItself) {
  RateLimits limits(options());
  const auto request = request_from("192.0.2.1", "good");
  sign_in(limits, request);
  EXPECT_EQ(allowed(limits, request), 20);
  EXPECT_EQ(allowed(limits, request_from("192.0.2.1")), 2);
}

TEST(RateLimits, CountMadeUpTokensForTheirAddress) {
  RateLimits limits(options());
  int count = 0;
  for (int i = 0; i < 100; ++i) {
    const auto request = request_from("192.0.2.1", std::to_string(i));
    if (limits.take(request, noon)->allowed) ++count;
    limits.answered(request, noon);
  }
  EXPECT_EQ(count, 2);
}

TEST(RateLimits, CountAllSessionsOfAPersonAsOne) {
  RateLimits limits(options());
  const auto with_cookie = [](std::string address, std::string cookie) {
    auto request = request_from(std::move(address));
    request.headers.add("Cookie", std::move(cookie));
    return request;
  };
  const auto desk = with_cookie("192.0.2.1", "session=a");
  const auto phone = with_cookie("192.0.2.2", "session=b");
  const auto guess = with_cookie("192.0.2.1", "session=guess");
  for (auto request : {desk, phone}) {
    request.person = "per_1";
    sign_in(limits, request);
  }
  EXPECT_EQ(limits.take(desk, noon)->policy, "person");
  EXPECT_EQ(allowed(limits, desk), 19);
  EXPECT_EQ(allowed(limits, phone), 0);
  EXPECT_EQ(allowed(limits, guess), 2);
}

TEST(RateLimits, LimitNothingWhereTheRateIsZero) {
  RateLimits limits({});
  const auto request = request_from("192.0.2.1", "good");
  EXPECT_EQ(allowed(limits, request), 100);
  sign_in(limits, request);
  EXPECT_EQ(allowed(limits, request), 100);
  EXPECT_FALSE(limits.take(request, noon));
}

TEST(RateLimits, SayHowLongToWait) {
  RateLimits limits(options());
  const auto request = request_from("192.0.2.1");
  allowed(limits, request);
  const auto refused = limits.take(request, noon).value();
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.retry_after, 1U);
  EXPECT_TRUE(limits.take(request, noon + std::chrono::seconds(refused.retry_after))->allowed);
  Headers headers;
  add_rate_fields(headers, refused);
  EXPECT_EQ(headers.get("RateLimit-Policy"), "\"address\";q=2;w=2");
  EXPECT_EQ(headers.get("RateLimit"), "\"address\";r=0;t=2");
}

/// Of one of several servers.
RateLimitOptions shared_options() {
  auto shared = options();
  shared.name_of_token = [](std::string_view token) {
    return "name-of-" + std::string(token.substr(7));
  };
  return shared;
}

TEST(RateLimits, TellWhatWasLetThroughOnce) {
  RateLimits limits(shared_options());
  const auto request = request_from("192.0.2.1", "good");
  sign_in(limits, request);
  EXPECT_EQ(allowed(limits, request), 20);
  EXPECT_EQ(allowed(limits, request_from("2001:db8::1")), 2);
  const auto spent = limits.take_spent();
  ASSERT_EQ(spent.size(), 2U);
  EXPECT_EQ(spent.at("holder:name-of-good"), 20U);
  EXPECT_TRUE(spent.begin()->first.starts_with("address:2001:db8"));
  EXPECT_EQ(spent.begin()->second, 2U);
  EXPECT_TRUE(limits.take_spent().empty());
}

TEST(RateLimits, RememberNothingToTellWhereThereAreNoOthers) {
  RateLimits limits(options());
  allowed(limits, request_from("192.0.2.1"));
  EXPECT_TRUE(limits.take_spent().empty());
}

TEST(RateLimits, CountWhatOthersLetThrough) {
  RateLimits here(shared_options());
  RateLimits there(shared_options());
  const auto token = request_from("192.0.2.1", "good");
  const auto address = request_from("192.0.2.1");
  for (auto* limits : {&here, &there}) sign_in(*limits, token);
  EXPECT_EQ(allowed(here, token), 20);
  EXPECT_EQ(allowed(here, address), 2);
  there.spent_elsewhere(here.take_spent(), noon);
  EXPECT_EQ(allowed(there, token), 0);
  EXPECT_EQ(allowed(there, address), 0);
  EXPECT_TRUE(there.take_spent().empty());
}

TEST(RateLimits, PayBackWhatAllLetThroughBeforeTheyKnewOfEachOther) {
  RateLimits here(shared_options());
  RateLimits there(shared_options());
  const auto token = request_from("192.0.2.1", "good");
  int total = 0;
  for (auto* limits : {&here, &there}) sign_in(*limits, token);
  for (auto now = noon; now < noon + 10s; now += 200ms) {
    for (auto* limits : {&here, &there}) {
      while (limits->take(token, now)->allowed) ++total;
    }
    const auto spent = here.take_spent();
    here.spent_elsewhere(there.take_spent(), now);
    there.spent_elsewhere(spent, now);
  }
  // 20 at once and 10 a second; beyond it once what a server holds and an interval brings.
  EXPECT_GE(total, 20 + 97);
  EXPECT_LE(total, 20 + 98 + 20 + 2);
}

TEST(Buckets, KeepNoMoreThanTheirLimitAndForgetTheOldestFirst) {
  Buckets buckets(4);
  const Rate rate{.per_second = 1, .burst = 1};
  for (int i = 0; i < 100; ++i) {
    buckets.of(std::to_string(i), rate, noon);
    buckets.of("busy", rate, noon);
  }
  int kept = 0;
  for (int i = 0; i < 100; ++i) kept += buckets.has(std::to_string(i)) ? 1 : 0;
  EXPECT_LE(kept, 3);
  EXPECT_TRUE(buckets.has("99"));
  EXPECT_TRUE(buckets.has("busy"));
}

}  // namespace
}  // namespace muster::http
