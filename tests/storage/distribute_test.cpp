// What Citus asks of a schema, held against the schema as PostgreSQL has it: Debian has no Citus to
// try it with.

#include "storage/distribute.h"

#include <gtest/gtest.h>

#include <set>

#include "storage/a_store.h"
#include "storage/migrations.h"
#include "storage/postgres/connection.h"
#include "storage/postgres/migrate.h"

namespace muster::storage {
namespace {

class Distribution : public testing::Test {
 protected:
  void SetUp() override {
    if (!on_postgres()) GTEST_SKIP() << "for PostgreSQL: scripts/with-postgres runs this test";
    made_ = std::make_unique<APostgresDatabase>();
    connection_ = std::make_unique<postgres::PgConnection>(made_->address());
    ASSERT_TRUE(postgres::migrate(*connection_, postgres_migrations()));
  }
  /// The first column of what a query gives.
  std::set<std::string> found(const std::string& sql) {
    const auto result = connection_->checked(PQexec(connection_->handle(), sql.c_str()), sql);
    std::set<std::string> values;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
      values.insert(PQgetvalue(result.get(), row, 0));
    }
    return values;
  }

  std::unique_ptr<APostgresDatabase> made_;
  std::unique_ptr<postgres::PgConnection> connection_;
};

using Nothing = std::set<std::string>;

TEST_F(Distribution, PlacesEveryTable) {
  std::set<std::string> placed;
  for (const auto& placement : table_placements()) {
    EXPECT_TRUE(placed.insert(placement.table).second) << placement.table;
  }
  // Only the coordinator asks which migrations it has seen.
  EXPECT_EQ(placed, found("SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
                          "AND tablename <> 'schema_migrations'"));
}

TEST_F(Distribution, BeginsAGroupBeforeItsOtherTables) {
  std::set<std::string> placed;
  for (const auto& placement : table_placements()) {
    if (!placement.colocated_with.empty()) {
      EXPECT_TRUE(placed.contains(placement.colocated_with)) << placement.table;
    }
    placed.insert(placement.table);
  }
}

TEST_F(Distribution, HasItsColumnInEveryPrimaryKeyAndUniqueIndex) {
  for (const auto& placement : table_placements()) {
    if (placement.column.empty()) continue;
    EXPECT_EQ(found("SELECT i.indexrelid::regclass FROM pg_index i WHERE i.indisunique "
                    "AND i.indrelid = '" +
                    placement.table +
                    "'::regclass AND NOT EXISTS (SELECT 1 FROM pg_attribute a "
                    "WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) "
                    "AND a.attname = '" +
                    placement.column + "')"),
              Nothing())
        << placement.table;
    EXPECT_EQ(found("SELECT attname FROM pg_attribute WHERE attnotnull AND attrelid = '" +
                    placement.table + "'::regclass AND attname = '" + placement.column + "'"),
              std::set{placement.column})
        << placement.table;
  }
}

TEST_F(Distribution, ColocatesColumnsOfOneType) {
  const auto type_of = [&](const TablePlacement& placement) {
    return found("SELECT atttypid::regtype FROM pg_attribute WHERE attrelid = '" + placement.table +
                 "'::regclass AND attname = '" + placement.column + "'");
  };
  for (const auto& placement : table_placements()) {
    for (const auto& other : table_placements()) {
      if (!placement.colocated_with.empty() && placement.colocated_with == other.table) {
        EXPECT_EQ(type_of(placement), type_of(other)) << placement.table;
      }
    }
  }
}

TEST_F(Distribution, HasNoForeignKeysSequencesOrTriggers) {
  EXPECT_EQ(found("SELECT conname FROM pg_constraint WHERE contype = 'f'"), Nothing());
  EXPECT_EQ(found("SELECT sequence_name FROM information_schema.sequences"), Nothing());
  EXPECT_EQ(found("SELECT tgname FROM pg_trigger"), Nothing());
}

}  // namespace
}  // namespace muster::storage
