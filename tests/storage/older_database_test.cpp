// A database that an older version of the program wrote: one from before TPMs and before what was
// seen was counted in buckets. The present one opens it, and finds all as it was.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "storage/a_store.h"
#include "storage/migrations.h"
#include "storage/postgres/migrate.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/folder.h"
#include "storage/sqlite/migrate.h"

namespace muster::storage {
namespace {

using registry::OrganisationId;
using registry::RegistrationId;
using registry::StoredState;
using registry::Time;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

/// The last migrations before TPMs: 0007_processes, and on PostgreSQL, which came later,
/// 0001_start.
constexpr std::size_t of_sqlite = 7;
constexpr std::size_t of_postgres = 1;

/// When the older program last wrote.
constexpr std::int64_t then = 1'790'000'000'000;

constexpr OrganisationId customer{11};
constexpr OrganisationId one_partner{21};
constexpr OrganisationId other_partner{22};

constexpr RegistrationId device_of(std::uint32_t batch, std::uint32_t row) {
  return RegistrationId{(static_cast<std::int64_t>(batch) << 23) | row};
}
/// Of two batches, one of each partner: one that failed, one that waits for its user, and four that
/// have enrolled and were seen at different times.
constexpr RegistrationId failed = device_of(1, 2);
constexpr RegistrationId ready = device_of(1, 3);
constexpr RegistrationId seen_now = device_of(1, 4);
constexpr RegistrationId seen_yesterday = device_of(1, 5);
constexpr RegistrationId seen_a_week_ago = device_of(2, 2);
constexpr RegistrationId seen_with_it = device_of(2, 3);

/// Statements that both engines take.
class Rows {
 public:
  std::string sql;

  void organisation(OrganisationId id, registry::OrganisationKind kind) {
    add("organisations (id, kind, name, created_at, state)",
        {number(id.value), number(static_cast<int>(kind)),
         "'organisation " + number(id.value) + "'", "1", "1"});
  }
  void batch(std::uint32_t id, OrganisationId partner, int registered, int with_error) {
    add("batches (id, customer_id, created_by, state, order_id, purchase_id, file_name, bytes, "
        "row_count, registered, failed, cancelled, decided_up_to, process_id, accepted_at, "
        "created_by_name, token_name, request_id, format, encoding, separator, sha256, warnings)",
        {number(id),
         number(customer.value),
         number(partner.value),
         "4",
         "'SO-1'",
         "''",
         "'devices.csv'",
         "100",
         number(registered + with_error),
         number(registered),
         number(with_error),
         "0",
         "0",
         "0",
         number(then),
         "'partner'",
         "'Ada'",
         "''",
         "'partner'",
         "'utf-8'",
         "'comma'",
         "''",
         "''"});
    add("device_counts (customer_id, registered_by, pending, failed, registered, enrolled)",
        {number(customer.value), number(partner.value), "0", number(with_error),
         id == 1 ? "1" : "0", "2"});
  }
  void device(RegistrationId id, StoredState state, bool on_sqlite) {
    const auto serial = "'S" + number(id.value) + "'";
    add("registrations (id, customer_id, state, changed_at, error, manufacturer, model, "
        "serial_number)",
        {number(id.value), number(customer.value), number(static_cast<int>(state)), number(then),
         state == StoredState::failed ? "1" : "NULL", "'Maker'", "'Model'", serial});
    if (on_sqlite) {
      add("device_serials (customer_id, state, serial_number, registration_id)",
          {number(customer.value), number(static_cast<int>(state)), serial, number(id.value)});
    }
  }
  void seen(RegistrationId id, std::int64_t at) {
    add("check_ins (registration_id, customer_id, last_seen_at, key_number, signed_at)",
        {number(id.value), number(customer.value), number(at), number(id.value), number(at)});
    add("device_keys (customer_id, registration_id, public_key, key_number, enrolled_at, "
        "allowed_again)",
        {number(customer.value), number(id.value),
         "CAST('" + std::string(32, 'k') + "' AS " + bytes_ + ")", number(id.value), number(at),
         "0"});
  }
  void settings(milliseconds age) {
    add("organisation_settings (organisation_id, default_group_tag, check_in_age_ms, "
        "notification_addresses)",
        {number(customer.value), "'lab'", number(age.count()), "''"});
  }

 private:
  static std::string number(std::int64_t value) { return std::to_string(value); }
  void add(const std::string& into, const std::vector<std::string>& values) {
    sql += "INSERT INTO " + into + " VALUES (";
    for (const auto& value : values) sql += (&value == &values.front() ? "" : ", ") + value;
    sql += ");\n";
  }

  std::string bytes_ = on_postgres() ? "BYTEA" : "BLOB";
};

std::string what_was_there() {
  Rows rows;
  rows.organisation(customer, registry::OrganisationKind::customer);
  rows.organisation(one_partner, registry::OrganisationKind::partner);
  rows.organisation(other_partner, registry::OrganisationKind::partner);
  rows.settings(days{7});
  rows.batch(1, one_partner, 3, 1);
  rows.batch(2, other_partner, 2, 0);
  const bool on_sqlite = !on_postgres();
  rows.device(failed, StoredState::failed, on_sqlite);
  rows.device(ready, StoredState::registered, on_sqlite);
  for (const auto id : {seen_now, seen_yesterday, seen_a_week_ago, seen_with_it}) {
    rows.device(id, StoredState::enrolled, on_sqlite);
  }
  rows.seen(seen_now, then);
  rows.seen(seen_yesterday, then - milliseconds{days{1}}.count());
  rows.seen(seen_a_week_ago, then - milliseconds{days{7}}.count());
  rows.seen(seen_with_it, then - milliseconds{days{7}}.count() + 1);
  return rows.sql;
}

class AnOlderDatabase : public AStore {
 protected:
  /// Written by the older program, and opened by this one.
  void SetUp() override {
    AStore::SetUp();
    store.reset();
    if (on_postgres()) {
      database = std::make_unique<APostgresDatabase>();
      postgres::PgConnection connection(database->address());
      ASSERT_TRUE(postgres::migrate(connection, postgres_migrations().first(of_postgres)));
      connection.run(what_was_there());
    } else {
      for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::filesystem::remove(file);
      }
      const auto registry = folder / sqlite::registry_file;
      sqlite::SqliteConnection connection(registry, sqlite::Access::create, 1024);
      ASSERT_TRUE(sqlite::migrate(connection, registry, registry_migrations().first(of_sqlite)));
      connection.run(what_was_there().c_str());
    }
    reopen();
  }

  registry::DeviceCounts counts(std::optional<OrganisationId> partner = {},
                                Time now = Time{milliseconds{then}}) {
    return store->devices().counts(customer, {now, days{7}}, partner);
  }
};

TEST_F(AnOlderDatabase, KeepsEveryDeviceInItsState) {
  using enum registry::DeviceState;
  const auto state = [&](RegistrationId id) {
    const auto device = store->devices().find(customer, id);
    return registry::device_state(device->state, device->last_seen_at,
                                  {Time{milliseconds{then}}, days{7}});
  };
  EXPECT_EQ(state(failed), registration_failed);
  EXPECT_EQ(state(ready), ready_for_user);
  EXPECT_EQ(state(seen_now), active);
  EXPECT_EQ(state(seen_yesterday), active);
  EXPECT_EQ(state(seen_with_it), active);
  EXPECT_EQ(state(seen_a_week_ago), inactive);
}

TEST_F(AnOlderDatabase, HasItsCheckInsCounted) {
  EXPECT_EQ(counts().registration_failed, 1);
  EXPECT_EQ(counts().ready_for_user, 1);
  EXPECT_EQ(counts().active, 3);
  EXPECT_EQ(counts().inactive, 1);
  EXPECT_EQ(counts(one_partner).active, 2);
  EXPECT_EQ(counts(other_partner).active, 1);
  EXPECT_EQ(counts(other_partner).inactive, 1);
  const auto a_day_on = Time{milliseconds{then} + days{1}};
  EXPECT_EQ(counts({}, a_day_on).active, 2);
  EXPECT_EQ(counts({}, a_day_on + days{6}).active, 0);
  EXPECT_EQ(counts({}, a_day_on + days{6}).inactive, 4);
}

TEST_F(AnOlderDatabase, CountsItsDevicesOnAsTheyCheckInAndGo) {
  const auto at = Time{milliseconds{then} + hours{1}};
  const std::vector<registry::SignedCheckIn> again = {
      {customer, seen_a_week_ago, seen_a_week_ago.value, at, at}};
  EXPECT_TRUE(store->enrolments().check_in(again).at(0)) << "with the key that it had";
  EXPECT_EQ(counts().active, 4);
  EXPECT_EQ(counts().inactive, 0);
  EXPECT_TRUE(store->devices().remove(customer, seen_yesterday));
  EXPECT_EQ(counts().active, 3);
  EXPECT_EQ(counts({}, at + days{7}).inactive, 3);
}

TEST_F(AnOlderDatabase, AsksNoDeviceForATpmAndCan) {
  auto settings = store->organisations().settings(customer);
  EXPECT_FALSE(settings.require_tpm);
  EXPECT_EQ(settings.default_group_tag, "lab");
  settings.require_tpm = true;
  store->organisations().set_settings(customer, settings);
  EXPECT_TRUE(store->organisations().settings(customer).require_tpm);
  EXPECT_FALSE(store->enrolments().asked(customer, ready));
  store->enrolments().ask(customer, ready, {.key = {4}, .expires_at = clock.now() + minutes{1}});
  EXPECT_TRUE(store->enrolments().asked(customer, ready));
}

}  // namespace
}  // namespace muster::storage
