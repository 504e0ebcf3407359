#include "storage/rate_exchange.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

#include "storage/a_postgres_database.h"

namespace muster::storage {
namespace {

/// A server's end: what it spent and has not told, and what it heard of.
class End {
 public:
  RateExchangeEnds ends() {
    return {.take_spent =
                [this] {
                  const std::lock_guard lock(mutex_);
                  changed_.notify_all();
                  return std::exchange(spent_, {});
                },
            .spent_elsewhere =
                [this](const SpentRequests& spent) {
                  const std::lock_guard lock(mutex_);
                  for (const auto& [key, requests] : spent) heard_[key] += requests;
                  changed_.notify_all();
                }};
  }
  void spend(const std::string& key, std::uint32_t requests) {
    const std::lock_guard lock(mutex_);
    spent_[key] += requests;
  }
  bool hears_of(const std::string& key, std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, longest, [&] { return heard_.contains(key); });
  }
  bool is_rid_of_all(std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, longest, [&] { return spent_.empty(); });
  }
  SpentRequests heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  SpentRequests spent_;
  SpentRequests heard_;
};

class RateExchange : public testing::Test {
 protected:
  void SetUp() override {
    if (!on_postgres()) GTEST_SKIP() << "for PostgreSQL: scripts/with-postgres runs this test";
    database = std::make_unique<APostgresDatabase>();
    one = exchange_rates(database->address(), here.ends());
    two = exchange_rates(database->address(), there.ends());
  }
  /// Listening begins at some moment: told until it is heard.
  void meet(const std::string& key) {
    do here.spend(key, 1);
    while (!there.hears_of(key, std::chrono::milliseconds{50}));
    do there.spend(key, 1);
    while (!here.hears_of(key, std::chrono::milliseconds{50}));
  }

  End here;
  End there;
  std::unique_ptr<APostgresDatabase> database;
  std::shared_ptr<void> one;
  std::shared_ptr<void> two;
};

TEST_F(RateExchange, TellsTheOthersAndNotItself) {
  meet("address:192.0.2.1");
  here.spend("holder:a", 7);
  here.spend("holder:last", 1);
  ASSERT_TRUE(there.hears_of("holder:last", std::chrono::seconds{20}));
  EXPECT_EQ(there.heard()["holder:a"], 7U);
  // What `there` tells next comes after whatever `here` could have heard of itself.
  there.spend("holder:end", 1);
  ASSERT_TRUE(here.hears_of("holder:end", std::chrono::seconds{20}));
  EXPECT_FALSE(here.heard().contains("holder:a"));
}

TEST_F(RateExchange, TellsOfMoreKeysThanAMessageHolds) {
  meet("address:192.0.2.1");
  for (int i = 0; i < 2000; ++i) here.spend("holder:" + std::to_string(i), 3);
  here.spend("~", 1);  // behind all of them
  ASSERT_TRUE(there.hears_of("~", std::chrono::seconds{20}));
  const auto heard = there.heard();
  for (int i = 0; i < 2000; ++i) ASSERT_EQ(heard.at("holder:" + std::to_string(i)), 3U);
}

TEST_F(RateExchange, GoesOnWhenTheDatabaseIsBack) {
  meet("address:192.0.2.1");
  APostgresDatabase::run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" +
      database->name() + "'");
  meet("address:192.0.2.2");
}

TEST(RateExchangeWithoutADatabase, KeepsNothingThatNobodyCouldBeTold) {
  End here;
  const auto exchange = exchange_rates("host=/nowhere port=1", here.ends());
  ASSERT_TRUE(here.is_rid_of_all(std::chrono::seconds{20}));
  for (int i = 0; i < 2; ++i) {
    here.spend("address:192.0.2.1", 1);
    ASSERT_TRUE(here.is_rid_of_all(std::chrono::seconds{20}));
  }
}

}  // namespace
}  // namespace muster::storage
