// What a page of a directory costs does not depend on how much stands before it: PostgreSQL tells
// what it read.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "storage/a_store.h"
#include "storage/postgres/connection.h"

namespace muster::storage {
namespace {

constexpr std::int64_t many = 100'000;

class DirectoryPages : public AStore {
 protected:
  void SetUp() override {
    if (!on_postgres()) GTEST_SKIP() << "for PostgreSQL: scripts/with-postgres runs this test";
    AStore::SetUp();
  }
  /// Rows that were read and blocks of indexes, by what connections have told.
  std::int64_t read_by_now() {
    postgres::PgConnection connection(database->address());
    const std::string told =
        "SELECT seq_tup_read + idx_tup_fetch + idx_blks_hit + idx_blks_read "
        "FROM pg_stat_user_tables t JOIN pg_statio_user_tables USING (relid) "
        "WHERE t.relname = 'directory'";
    const auto result = connection.checked(PQexec(connection.handle(), told.c_str()), told);
    return std::stoll(PQgetvalue(result.get(), 0, 0));
  }
  std::int64_t read_by(const std::function<void()>& pages) {
    const auto before = read_by_now();
    pages();
    store.reset();  // whoever leaves tells
    for (int tries = 0; tries < 200 && read_by_now() == before; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    return read_by_now() - before;
  }
};

TEST_F(DirectoryPages, ReadNothingBeforeTheirPrefix) {
  const auto supplier = a_supplier();
  run_sql("ALTER TABLE directory SET (autovacuum_enabled = off)");
  run_sql(
      fmt::format("INSERT INTO directory (identity_key, supplier_id, manufacturer, model, "
                  "serial_number, published_at) SELECT decode(md5(row::text) || md5(row::text), "
                  "'hex'), {}, 'Maker', 'Model', lpad(row::text, 6, '0'), 0 "
                  "FROM generate_series(1, {}) row",
                  supplier.value, many));
  const auto read = read_by([&] {
    const auto page = store->directory().list(supplier, "09999", std::nullopt, 50);
    EXPECT_EQ(page.items.size(), 10);
    EXPECT_EQ(page.items.front().entry.serial_number, "099990");
  });
  EXPECT_GE(read, 10);
  EXPECT_LT(read, 200);
}

}  // namespace
}  // namespace muster::storage
