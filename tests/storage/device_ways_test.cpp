// The way that PostgreSQL goes is the one that its author had in mind, whatever values are asked
// for. The tables were just filled. Which of two indexes that begin alike is better, it knows once
// it has counted (ANALYZE), so that is looked at last.

#include "storage/device_ways.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "storage/a_postgres_database.h"
#include "storage/migrations.h"
#include "storage/postgres/connection.h"
#include "storage/postgres/dialect.h"
#include "storage/postgres/migrate.h"

namespace muster::storage::postgres {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view customer = "registrations_pkey";
constexpr std::string_view state = "registrations_by_state";
constexpr std::string_view serial = "registrations_by_serial";
constexpr std::string_view block = "registrations_by_block";
constexpr std::string_view tag = "registrations_by_group_tag";
constexpr std::string_view tag_and_serial = "registrations_by_group_tag_and_serial";
constexpr std::string_view time = "check_ins_by_customer";

constexpr int group_tag = 7;

/// The values of the parameters; all filters that may be absent are there.
constexpr std::array<std::string_view, 15> values = {
    "",          "1::bigint", "4::bigint", "1::bigint", "9::bigint",
    "'o'::text", "'p'::text", "'t'::text", "'a'",       "'b'",
    "3::bigint", "5::bigint", "8::bigint", "50",        "7::bigint"};

struct Expected {
  const char* name;
  Way way;
  /// What the devices are found by, first of all.
  std::string_view index;
  std::set<int> absent;
};

const std::vector<Expected> ways = {
    {"by_state", by_state, state, {group_tag}},
    {"by_tag", by_tag, tag, {}},
    {"by_block", by_block, block, {}},
    {"search_blocks", search_blocks, block, {group_tag}},
    {"search_blocks_in_tag", search_blocks_in_tag, tag, {}},
    {"rare_serial", rare_serial, serial, {}},
    {"rare_in_tag", rare_in_tag, tag_and_serial, {}},
    {"rarely_seen", rarely_seen, time, {}},
    {"pending_by_id", pending_by_id, customer, {}},
    {"by_serial", by_serial, serial, {}},
    {"tag_by_serial", tag_by_serial, tag_and_serial, {}},
    {"blocks_by_serial", blocks_by_serial, block, {}},
    {"search_blocks_by_serial", search_blocks_by_serial, block, {group_tag}},
    {"pending_by_serial", pending_by_serial, customer, {}},
    {"by_last_seen", by_last_seen, time, {}},
    {"rare_serial_by_last_seen", rare_serial_by_last_seen, serial, {}},
    {"rare_in_tag_by_last_seen", rare_in_tag_by_last_seen, tag_and_serial, {}},
    {"blocks_by_last_seen", blocks_by_last_seen, block, {}},
    {"search_blocks_by_last_seen", search_blocks_by_last_seen, block, {group_tag}},
};

class DeviceWays : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!on_postgres()) return;
    database = std::make_unique<APostgresDatabase>();
    PgConnection connection(database->address());
    ASSERT_TRUE(migrate(connection, postgres_migrations()));
    fill(connection);
  }
  static void TearDownTestSuite() { database.reset(); }
  void SetUp() override {
    if (!on_postgres()) GTEST_SKIP() << "for PostgreSQL: scripts/with-postgres runs this test";
  }

  /// A batch of 100,000 devices, half of them with a check-in. Nothing is counted yet (ANALYZE).
  static void fill(PgConnection& connection) {
    connection.run(
        "ALTER TABLE registrations SET (autovacuum_enabled = off);"
        "ALTER TABLE check_ins SET (autovacuum_enabled = off);"
        "INSERT INTO registrations"
        " (customer_id, id, changed_at, state, manufacturer, model, serial_number, group_tag)"
        " SELECT 1, (7 << 23) + row, 0, CASE row % 100 WHEN 1 THEN 3 WHEN 2 THEN 5 ELSE 4 END, "
        "'Maker', 'Model', md5(row::text), 'Tag ' || row % 100"
        " FROM generate_series(1, 100000) row;"
        "INSERT INTO check_ins (customer_id, registration_id, last_seen_at)"
        " SELECT 1, (7 << 23) + row, row FROM generate_series(1, 100000, 2) row;"
        "INSERT INTO device_blocks (customer_id, block, least_serial, greatest_serial)"
        " SELECT 1, (7 << 11) + row, '0', 'g' FROM generate_series(0, 24) row");
  }

  /// The plan of the page's ids: the part that tells how long it takes.
  static std::string plan_of(const Expected& expected, std::string_view statement) {
    PgConnection connection(database->address());
    connection.run("BEGIN");
    connection.plan_as_written(expected.way.order);
    const auto text = to_postgres(statement, expected.absent);
    std::string types;
    std::string given;
    for (const auto number : text.parameters) {
      const auto value = values.at(static_cast<std::size_t>(number));
      types +=
          fmt::format("{}{}", types.empty() ? "" : ", ", value.contains('\'') ? "text" : "bigint");
      given += fmt::format("{}{}", given.empty() ? "" : ", ", value);
    }
    connection.run(fmt::format("PREPARE way ({}) AS {}", types, text.sql));
    const auto explain = fmt::format("EXPLAIN (COSTS OFF) EXECUTE way ({})", given);
    const auto lines =
        connection.checked(PQexec(connection.handle(), explain.c_str()), "explaining");
    std::string plan;
    for (int line = 0; line < PQntuples(lines.get()); ++line) {
      plan += PQgetvalue(lines.get(), line, 0);
      plan += '\n';
    }
    return plan.substr(plan.find("Limit"));
  }

  static std::unique_ptr<APostgresDatabase> database;
};

std::unique_ptr<APostgresDatabase> DeviceWays::database;

TEST_F(DeviceWays, ReadNothingWhole) {
  for (const auto& expected : ways) {
    for (const auto statement : {expected.way.ascending, expected.way.descending}) {
      EXPECT_THAT(plan_of(expected, statement),
                  AllOf(Not(HasSubstr("Seq Scan")), Not(HasSubstr("Hash")),
                        Not(HasSubstr("hashed")), Not(HasSubstr("Materialize"))))
          << expected.name;
    }
  }
}

TEST_F(DeviceWays, SortOnlyWhereTheyGatherFew) {
  for (const auto& expected : ways) {
    for (const auto statement : {expected.way.ascending, expected.way.descending}) {
      const auto plan = plan_of(expected, statement);
      EXPECT_EQ(plan.contains("->  Sort"), expected.way.order == Connection::Order::sorted)
          << expected.name;
      EXPECT_EQ(plan.contains("->  Incremental Sort"),
                expected.way.order == Connection::Order::by_first_column)
          << expected.name;
    }
  }
}

TEST_F(DeviceWays, FindTheDevicesByTheIndexThatTheyAreNamedFor) {
  APostgresDatabase::run_at(database->address(), "ANALYZE");
  for (const auto& expected : ways) {
    for (const auto statement : {expected.way.ascending, expected.way.descending}) {
      const auto plan = plan_of(expected, statement);
      const auto first = plan.substr(
          plan.find(expected.index.starts_with("check") ? "check_ins_by" : "registrations_"));
      EXPECT_TRUE(first.starts_with(fmt::format("{} on", expected.index))) << expected.name << ":\n"
                                                                           << plan;
    }
  }
}

}  // namespace
}  // namespace muster::storage::postgres
