#include "security/password.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace muster::security {
namespace {

constexpr PasswordCost cheap{.passes = 1, .memory_bytes = 16 * 1024};
constexpr PasswordCost dearer{.passes = 2, .memory_bytes = 32 * 1024};

TEST(PasswordHasher, KnowsThePasswordAgain) {
  PasswordHasher hasher(cheap);
  const auto kept = hasher.hash("nine quiet lanterns");
  EXPECT_TRUE(hasher.verify(kept, "nine quiet lanterns"));
  EXPECT_FALSE(hasher.verify(kept, "nine quiet lantern"));
  EXPECT_FALSE(hasher.verify(kept, "Nine quiet lanterns"));
  EXPECT_FALSE(hasher.verify(kept, ""));
}

TEST(PasswordHasher, WritesArgon2idWithItsCost) {
  PasswordHasher hasher(dearer);
  EXPECT_TRUE(hasher.hash("nine quiet lanterns").starts_with("$argon2id$v=19$m=32,t=2,p=1$"));
}

TEST(PasswordHasher, AsksForAtLeastWhatOwaspDoesByDefault) {
  EXPECT_GE(PasswordCost().passes, 2U);
  EXPECT_GE(PasswordCost().memory_bytes, 19U << 20);
}

TEST(PasswordHasher, SaltsEachHash) {
  PasswordHasher hasher(cheap);
  EXPECT_NE(hasher.hash("nine quiet lanterns"), hasher.hash("nine quiet lanterns"));
}

TEST(PasswordHasher, TellsAPasswordBeyondANulApart) {
  PasswordHasher hasher(cheap);
  const auto kept = hasher.hash(std::string_view("abc\0def", 7));
  EXPECT_FALSE(hasher.verify(kept, "abc"));
}

TEST(PasswordHasher, ReadsHashesOfAnotherCostAndWantsThemAnew) {
  PasswordHasher before(cheap);
  PasswordHasher now(dearer);
  const auto kept = before.hash("nine quiet lanterns");
  EXPECT_TRUE(now.verify(kept, "nine quiet lanterns"));
  EXPECT_TRUE(now.needs_rehash(kept));
  EXPECT_FALSE(before.needs_rehash(kept));
}

TEST(PasswordHasher, TakesNoPasswordForAHashThatItDidNotWrite) {
  PasswordHasher hasher(cheap);
  for (const auto* kept : {"", "x", "$argon2id$", "nine quiet lanterns", "!"}) {
    EXPECT_FALSE(hasher.verify(kept, "nine quiet lanterns")) << kept;
    EXPECT_FALSE(hasher.verify(kept, kept)) << kept;
    EXPECT_TRUE(hasher.needs_rehash(kept)) << kept;
  }
}

TEST(PasswordHasher, HasNoPasswordForNobody) {
  PasswordHasher hasher(cheap);
  EXPECT_FALSE(hasher.verify_nobody(""));
  EXPECT_FALSE(hasher.verify_nobody("nine quiet lanterns"));
}

TEST(PasswordHasher, ServesMoreThreadsThanItHasTurns) {
  PasswordHasher hasher(cheap, 1);
  const auto kept = hasher.hash("nine quiet lanterns");
  std::vector<char> good(6);
  {
    std::vector<std::jthread> threads;
    for (auto& one : good) {
      threads.emplace_back([&] { one = hasher.verify(kept, "nine quiet lanterns") ? 1 : 0; });
    }
  }
  EXPECT_EQ(good, std::vector<char>(6, 1));
}

}  // namespace
}  // namespace muster::security
