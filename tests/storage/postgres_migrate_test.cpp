#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "storage/a_store.h"
#include "storage/migrations.h"
#include "storage/postgres/migrate.h"
#include "storage/process_records.h"

namespace muster::storage::postgres {
namespace {

class MigratingPostgres : public testing::Test {
 protected:
  void SetUp() override {
    if (!on_postgres()) GTEST_SKIP() << "for PostgreSQL: scripts/with-postgres runs this test";
    database = std::make_unique<APostgresDatabase>();
  }
  std::expected<std::vector<std::string>, OpenError> migrate_with(
      const std::vector<Migration>& migrations) {
    PgConnection connection(database->address());
    return migrate(connection, migrations);
  }
  std::unique_ptr<APostgresDatabase> database;
};

const Migration start = {"0001_start",
                         "CREATE TABLE a (x INTEGER);"
                         "CREATE TABLE processes (id BIGINT, kind TEXT, host TEXT,"
                         " started_at BIGINT, alive_until BIGINT)"};

TEST_F(MigratingPostgres, IsDoneOnceByManyProcessesThatStartAtOnce) {
  const auto all = postgres_migrations();
  std::vector<std::thread> processes;
  for (int i = 0; i < 6; ++i) {
    processes.emplace_back([&] {
      PgConnection connection(database->address());
      EXPECT_TRUE(migrate(connection, all));
    });
  }
  for (auto& process : processes) process.join();
}

TEST_F(MigratingPostgres, RefusesADatabaseOfANewerVersion) {
  ASSERT_TRUE(migrate_with({start, {"0002_drop", "DROP TABLE a"}}));
  const auto refused = migrate_with({start});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, OpenError::Kind::newer_version);
}

TEST_F(MigratingPostgres, LetsAnOlderProgramGoOnWhereAMigrationOnlyAdds) {
  ASSERT_TRUE(migrate_with(
      {start, {"0002_add", "-- programs since 0001 go on\nALTER TABLE a ADD COLUMN y INTEGER"}}));
  EXPECT_TRUE(migrate_with({start}));
}

TEST_F(MigratingPostgres, LeavesNothingOfAMigrationThatFails) {
  EXPECT_THROW((void)migrate_with({start, {"0002_wrong", "CREATE TABLE b (x INTEGER); nonsense"}}),
               StorageFault);
  EXPECT_TRUE(migrate_with({start, {"0002_right", "CREATE TABLE b (x INTEGER)"}}));
}

TEST_F(MigratingPostgres, DoesStatementsThatStandByThemselvesAgainWhenOneWasCutOff) {
  const Migration cut_off = {"0002_index",
                             "-- each statement by itself\n"
                             "DROP INDEX CONCURRENTLY IF EXISTS by_x;\n"
                             "CREATE INDEX CONCURRENTLY by_x\n  ON a (x);\n"
                             "nonsense;\n"};
  EXPECT_THROW((void)migrate_with({start, cut_off}), StorageFault);
  const std::string whole(cut_off.sql, std::string_view(cut_off.sql).find("nonsense"));
  const auto done = migrate_with({start, {"0002_index", whole.c_str()}});
  ASSERT_TRUE(done);
  EXPECT_THAT(*done, testing::ElementsAre("0002_index"));
}

TEST_F(MigratingPostgres, BuildsAnIndexBesideOneWhoWritesAndOthersThatStart) {
  ASSERT_TRUE(migrate_with({start}));
  PgConnection writer(database->address());
  writer.run("BEGIN; INSERT INTO a VALUES (1)");
  const std::vector<Migration> all = {
      start,
      {"0002_index", "-- each statement by itself\nCREATE INDEX CONCURRENTLY by_x ON a (x);"}};
  std::vector<std::thread> starting;
  for (int i = 0; i < 3; ++i) {
    starting.emplace_back([&] { EXPECT_TRUE(migrate_with(all)); });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds{300});
  PgConnection another(database->address());
  another.run("SET lock_timeout = '5s'; INSERT INTO a VALUES (2)");
  writer.run("COMMIT");
  for (auto& one : starting) one.join();
}

class MigratingPostgresInUse : public MigratingPostgres {
 protected:
  void SetUp() override {
    MigratingPostgres::SetUp();
    if (IsSkipped()) return;
    const auto known = postgres_migrations();
    present.assign(known.begin(), known.end());
    ASSERT_TRUE(migrate_with(present));
    lives_until(lease_clock() + 20'000);
  }
  /// A server of the present version.
  void lives_until(std::int64_t end) {
    PgConnection connection(database->address());
    connection.run(
        fmt::format("INSERT INTO processes VALUES (7, 'server', 'db1', 0, {0}) "
                    "ON CONFLICT (id) DO UPDATE SET alive_until = {0}",
                    end));
  }
  /// By a program that knows one migration more.
  auto migrate_with_later(const std::string& sql) {
    auto all = present;
    all.push_back({"later", sql.c_str()});
    return migrate_with(all);
  }
  std::vector<Migration> present;
};

TEST_F(MigratingPostgresInUse, AddsWhatThoseWhoUseItLeaveAlone) {
  const auto done = migrate_with_later(
      fmt::format("-- programs since {:04} go on\nCREATE TABLE later (x INTEGER)", present.size()));
  ASSERT_TRUE(done);
  EXPECT_THAT(*done, testing::ElementsAre("later"));
}

TEST_F(MigratingPostgresInUse, ChangesNothingThatThoseWhoUseItNeed) {
  const auto refused = migrate_with_later("DROP TABLE webhooks");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, OpenError::Kind::in_use);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("server on db1"));
  EXPECT_TRUE(migrate_with(present)) << "and they go on";
}

TEST_F(MigratingPostgresInUse, ChangesItOnceTheyAreDead) {
  lives_until(lease_clock() - 1);
  EXPECT_TRUE(migrate_with_later("DROP TABLE webhooks"));
}

}  // namespace
}  // namespace muster::storage::postgres
