#include "storage/sqlite/settle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "storage/migrations.h"
#include "storage/sqlite/bulk.h"
#include "storage/sqlite/connection.h"

namespace muster::storage::sqlite {
namespace {

using registry::Candidate;
using registry::Claim;
using registry::OrganisationId;
using registry::RegistrationId;
using registry::Time;

constexpr std::int64_t keep = 10;
constexpr OrganisationId customer{7};
constexpr OrganisationId another{8};

/// A file of its own in memory, with the tables that `migrations` make.
class AFile {
 public:
  explicit AFile(std::span<const Migration> migrations) {
    for (const auto& migration : migrations) connection.run(migration.sql);
  }
  std::int64_t number(const std::string& sql) {
    SqliteStatement statement(connection.handle(), sql);
    return statement.step() ? statement.integer(0) : -1;
  }
  SqliteConnection connection{":memory:", Access::create, 64};
};

class RecentClaims : public testing::Test {
 protected:
  std::int64_t recent() { return file_.number("SELECT count(*) FROM claims_recent"); }
  std::int64_t settled() { return file_.number("SELECT count(*) FROM claims_settled"); }
  std::int64_t counted() { return file_.number("SELECT recent FROM claims_settling"); }

  std::vector<Candidate> candidates(std::size_t number) {
    std::vector<Candidate> made(number);
    for (auto& candidate : made) {
      for (auto& byte : candidate.key.bytes) byte = static_cast<std::uint8_t>(random_());
      candidate.registration = RegistrationId{++made_};
      candidate.vouched = true;
    }
    std::ranges::sort(made, {}, &Candidate::key);
    return made;
  }
  void claim(std::span<const Candidate> sorted) {
    SqliteStatement insert(file_.connection.handle(),
                           "INSERT INTO claims_recent VALUES ($1, 7, $2, 0)");
    for (const auto& candidate : sorted) {
      insert.bind_blob(1, candidate.key.bytes);
      insert.bind_integer(2, candidate.registration.value);
      insert.step();
      insert.reset();
    }
    count_recent_claims(file_.connection, std::ssize(sorted));
    settle_claims(file_.connection, keep);
  }

  AFile file_{identity_migrations()};

 private:
  std::mt19937 random_{1};
  std::int64_t made_ = 0;
};

TEST_F(RecentClaims, StayWhileThereAreFew) {
  claim(candidates(10));
  EXPECT_EQ(recent(), 10);
  EXPECT_EQ(settled(), 0);
}

TEST_F(RecentClaims, SettleAsNeighboursWhenOthersCome) {
  claim(candidates(10));
  claim(candidates(4));
  EXPECT_EQ(recent(), 10);
  EXPECT_EQ(settled(), 4);
  EXPECT_EQ(file_.number("SELECT max(s.identity_key) < min(r.identity_key) FROM claims_settled s, "
                         "claims_recent r"),
            1);
}

TEST_F(RecentClaims, BeginTheNextSliceWhereTheLastEnded) {
  claim(candidates(10));
  claim(candidates(4));
  claim(candidates(3));
  EXPECT_EQ(file_.number("SELECT count(*) FROM claims_settled s, claims_settling o "
                         "WHERE s.identity_key > o.after_key AND s.identity_key <= o.until_key"),
            3);
}

TEST_F(RecentClaims, GoRoundAndRoundAndAreNeitherLostNorDoubled) {
  for (int round = 0; round < 300; ++round) {
    claim(candidates(3));
    ASSERT_EQ(counted(), recent());
    ASSERT_LE(recent(), keep + 3);  // the last slice of a round may be short
    ASSERT_EQ(recent() + settled(), 3 * (round + 1));
  }
  EXPECT_EQ(file_.number("SELECT count(DISTINCT registration_id) FROM claims"), 900);
}

TEST_F(RecentClaims, MayBeReleasedWhereverTheyStand) {
  claim(candidates(10));
  claim(candidates(20));
  file_.connection.run("DELETE FROM claims WHERE registration_id % 2 = 0");
  EXPECT_EQ(recent() + settled(), 15);
  EXPECT_EQ(counted(), recent());
}

class RecentSerials : public testing::Test {
 protected:
  std::int64_t recent() { return file_.number("SELECT count(*) FROM device_serials_recent"); }
  std::int64_t settled() { return file_.number("SELECT count(*) FROM device_serials_settled"); }
  std::int64_t counted() { return file_.number("SELECT recent FROM device_serials_settling"); }

  /// Few serial numbers, so that many are equal, in the states that lists show.
  void list(int rows) {
    SqliteStatement insert(file_.connection.handle(),
                           "INSERT INTO device_serials_recent VALUES ($1, $2, $3, $4)");
    for (int row = 0; row < rows; ++row) {
      const auto serial = "S" + std::to_string(random_() % 30);
      insert.bind_integer(1, random_() % 2 == 0 ? customer.value : another.value);
      insert.bind_integer(2, 3 + static_cast<std::int64_t>(random_() % 2));
      insert.bind_text(3, serial);
      insert.bind_integer(4, ++made_);
      insert.step();
      insert.reset();
    }
    count_recent_serials(file_.connection, rows);
    settle_serials(file_.connection, keep);
  }

  AFile file_{registry_migrations()};

 private:
  std::mt19937 random_{2};
  std::int64_t made_ = 0;
};

TEST_F(RecentSerials, SettleAsNeighboursWhenOthersCome) {
  list(14);
  EXPECT_EQ(recent(), 10);
  EXPECT_EQ(file_.number(R"(
    SELECT count(*) FROM device_serials_settled s, device_serials_recent r
     WHERE (s.customer_id, s.state, s.serial_number, s.registration_id) >
           (r.customer_id, r.state, r.serial_number, r.registration_id))"),
            0);
}

TEST_F(RecentSerials, GoRoundAndRoundAndAreNeitherLostNorDoubled) {
  for (int round = 0; round < 300; ++round) {
    list(3);
    ASSERT_EQ(counted(), recent());
    ASSERT_LE(recent(), keep + 3);
    ASSERT_EQ(recent() + settled(), 3 * (round + 1));
  }
  EXPECT_EQ(file_.number("SELECT count(DISTINCT registration_id) FROM device_serials"), 900);
}

TEST_F(RecentSerials, AreListedInOneOrderWithTheSettledOnes) {
  for (int round = 0; round < 40; ++round) list(3);
  SqliteStatement listed(file_.connection.handle(), R"(
    SELECT serial_number, registration_id FROM device_serials
     WHERE customer_id = 7 AND state = 3 ORDER BY serial_number, registration_id)");
  std::vector<std::pair<std::string, std::int64_t>> order;
  while (listed.step()) order.emplace_back(listed.text(0), listed.integer(1));
  EXPECT_GT(order.size(), 20);
  EXPECT_TRUE(std::ranges::is_sorted(order));
}

TEST_F(RecentSerials, MayBeRemovedWhereverTheyStand) {
  for (int round = 0; round < 10; ++round) list(3);
  file_.connection.run("DELETE FROM device_serials WHERE registration_id % 2 = 0");
  EXPECT_EQ(recent() + settled(), 15);
  EXPECT_EQ(counted(), recent());
}

}  // namespace
}  // namespace muster::storage::sqlite
