#include <gtest/gtest.h>

#include <future>

#include "storage/a_store.h"

namespace muster::storage {
namespace {

using Count = registry::SignInFailures::Count;

class SignInFailures : public AStore {
 protected:
  void SetUp() override {
    AStore::SetUp();
    stores_ = {store.get()};
    if (!on_postgres()) return;
    other_ = std::move(open_postgres(database->address(), clock, {.connections = 6}).value());
    stores_.push_back(other_.get());
  }
  void TearDown() override {
    other_.reset();
    AStore::TearDown();
  }

  /// Runs `attempt` this often, on several threads of each process at once.
  void at_once(int times, const std::function<void(registry::SignInFailures&)>& attempt) {
    constexpr int threads = 4;
    std::vector<std::future<void>> running;
    for (int thread = 0; thread < threads; ++thread) {
      running.push_back(std::async(std::launch::async, [&, thread] {
        auto& at = *stores_[static_cast<std::size_t>(thread) % stores_.size()];
        for (int i = 0; i < times / threads; ++i) attempt(at.sign_in_failures());
      }));
    }
    for (auto& one : running) one.get();
  }
  Count one_more(const Count& count) const { return {count.failures + 1, clock.now()}; }

 private:
  std::unique_ptr<Store> other_;
  std::vector<Store*> stores_;
};

TEST_F(SignInFailures, CountEveryOneOfManyAtOnce) {
  at_once(400, [&](auto& failures) {
    failures.change("account:ada", [&](const Count& count) { return one_more(count); });
  });
  EXPECT_EQ(store->sign_in_failures().of("account:ada"), (Count{400, clock.now()}));
}

TEST_F(SignInFailures, LetNoMoreOfManyAtOnceThroughThanMayFail) {
  std::atomic<int> let_through = 0;
  at_once(100, [&](auto& failures) {
    bool is_let_through = false;
    failures.change("account:ada", [&](const Count& count) {
      is_let_through = count.failures < 5;
      return is_let_through ? one_more(count) : count;
    });
    let_through += is_let_through ? 1 : 0;
  });
  EXPECT_EQ(let_through, 5);
  EXPECT_EQ(store->sign_in_failures().of("account:ada").failures, 5U);
}

TEST_F(SignInFailures, BeginAnewForWhoIsForgiven) {
  auto& failures = store->sign_in_failures();
  const auto more = [&](const Count& count) { return one_more(count); };
  failures.change("account:ada", more);
  failures.change("account:bob", more);
  failures.forgive("account:ada");
  failures.change("account:ada", [](const Count& count) {
    EXPECT_EQ(count, Count{});
    return count;
  });
  EXPECT_EQ(failures.of("account:bob").failures, 1U);
}

TEST_F(SignInFailures, AreForgottenWhenTheyAreOld) {
  auto& failures = store->sign_in_failures();
  const auto more = [&](const Count& count) { return one_more(count); };
  failures.change("account:ada", more);
  clock.advance(std::chrono::hours{1});
  failures.change("account:bob", more);
  failures.forget_before(clock.now());
  EXPECT_EQ(failures.of("account:ada"), Count{});
  EXPECT_EQ(failures.of("account:bob").failures, 1U);
}

}  // namespace
}  // namespace muster::storage
