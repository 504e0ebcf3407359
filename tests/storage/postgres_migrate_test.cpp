#include <gtest/gtest.h>

#include <thread>

#include "storage/a_store.h"
#include "storage/migrations.h"
#include "storage/postgres/migrate.h"

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

const Migration start = {"0001_start", "CREATE TABLE a (x INTEGER)"};

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

}  // namespace
}  // namespace muster::storage::postgres
