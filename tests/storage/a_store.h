#pragma once
// A real store, with a clock that a test sets: SQLite files in a folder of their own or, where
// MUSTER_TEST_DATABASE names a server, a PostgreSQL database of its own (scripts/with-postgres).

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "storage/a_postgres_database.h"
#include "storage/store.h"

namespace muster {

class TestClock final : public registry::Clock {
 public:
  registry::Time now() const override {
    return registry::Time{std::chrono::milliseconds{milliseconds_.load()}};
  }
  void advance(std::chrono::milliseconds by) { milliseconds_ += by.count(); }

 private:
  std::atomic<std::int64_t> milliseconds_{1'790'000'000'000};
};

class AStore : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (std::filesystem::temp_directory_path() / "muster-test-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    reopen();
  }
  void TearDown() override {
    store.reset();
    database.reset();
    std::filesystem::remove_all(folder);
  }

  /// As after a crash: nothing is told to the old one, and its lease has ended.
  void reopen(std::size_t chunk_rows = 100'000) {
    if (store && on_postgres()) store->processes().end();
    store.reset();
    if (on_postgres()) {
      if (!database) database = std::make_unique<APostgresDatabase>();
      store = std::move(storage::open_postgres(database->address(), clock,
                                               {.connections = 6, .chunk_rows = chunk_rows})
                            .value());
    } else {
      // So few recent rows that all tests meet settled ones, too.
      store = std::move(
          storage::open_sqlite(folder, clock, {.chunk_rows = chunk_rows, .recent_rows = 50})
              .value());
    }
    store->processes().begin("server");
  }

  /// Statements behind the store's back.
  void run_sql(const std::string& sql) {
    if (on_postgres()) return APostgresDatabase::run_at(database->address(), sql);
    sqlite3* file = nullptr;
    sqlite3_open((folder / "registry.db").c_str(), &file);
    sqlite3_busy_timeout(file, 5000);
    EXPECT_EQ(sqlite3_exec(file, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(file);
  }

  registry::OrganisationId an_organisation(registry::OrganisationKind kind) {
    return store->organisations()
        .create(kind, "organisation " + std::to_string(++made_))
        .value()
        .id;
  }
  registry::OrganisationId a_customer() {
    return an_organisation(registry::OrganisationKind::customer);
  }
  registry::OrganisationId a_supplier() {
    return an_organisation(registry::OrganisationKind::supplier);
  }

  registry::DirectoryEntry an_entry(const std::string& serial_number,
                                    const std::string& product_id = {}) {
    registry::DirectoryEntry entry;
    entry.key = store->keyer().of("Maker", "Model", serial_number);
    entry.manufacturer = "Maker";
    entry.model = "Model";
    entry.serial_number = serial_number;
    entry.product_id = product_id;
    return entry;
  }
  void publish(registry::OrganisationId supplier, const std::vector<std::string>& serial_numbers) {
    std::vector<registry::DirectoryEntry> entries;
    for (const auto& serial_number : serial_numbers) entries.push_back(an_entry(serial_number));
    std::ranges::sort(entries, {}, &registry::DirectoryEntry::key);
    store->directory().publish(supplier, entries);
  }

  TestClock clock;
  std::filesystem::path folder;
  std::unique_ptr<APostgresDatabase> database;  ///< null on SQLite
  std::unique_ptr<storage::Store> store;

 private:
  int made_ = 0;
};

}  // namespace muster
