// Both engines have the same tables with the same columns: one set of statements serves both.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <map>
#include <set>

#include "storage/a_store.h"
#include "storage/migrations.h"
#include "storage/postgres/connection.h"
#include "storage/postgres/migrate.h"

namespace muster::storage {
namespace {

using Schema = std::map<std::string, std::set<std::string>>;

Schema schema_on_sqlite() {
  sqlite3* database = nullptr;
  sqlite3_open(":memory:", &database);
  for (const auto& migrations : {registry_migrations(), identity_migrations()}) {
    for (const auto& migration : migrations) {
      std::string sql = migration.sql;
      // Each of the two files has a table of this name.
      if (migrations.data() == identity_migrations().data()) {
        const auto at = sql.find("CREATE TABLE installation");
        if (at != std::string::npos) sql.insert(at + 13, "IF NOT EXISTS ");
      }
      EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
          << migration.name << ": " << sqlite3_errmsg(database);
    }
  }
  Schema schema;
  const auto add = [](void* into, int, char** values, char**) {
    (*static_cast<Schema*>(into))[values[0]].insert(values[1]);
    return 0;
  };
  sqlite3_exec(database,
               "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
               "WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%' "
               // The parts of what a view makes one (sqlite/settle.h).
               "AND m.name NOT LIKE '%_recent' AND m.name NOT LIKE '%_settl%'",
               add, &schema, nullptr);
  sqlite3_close(database);
  return schema;
}

TEST(Schemas, AreTheSameOnBothEngines) {
  if (!on_postgres()) GTEST_SKIP() << "for PostgreSQL: scripts/with-postgres runs this test";
  const APostgresDatabase made;
  postgres::PgConnection connection(made.address());
  ASSERT_TRUE(postgres::migrate(connection, postgres_migrations()));
  const auto result =
      connection.checked(PQexec(connection.handle(),
                                "SELECT table_name, column_name FROM information_schema.columns "
                                "WHERE table_schema = 'public' "
                                // SQLite counts its migrations in the file's head.
                                "AND table_name <> 'schema_migrations'"),
                         "reading the schema");
  Schema schema;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    schema[PQgetvalue(result.get(), row, 0)].insert(PQgetvalue(result.get(), row, 1));
  }
  EXPECT_EQ(schema, schema_on_sqlite());
}

}  // namespace
}  // namespace muster::storage
