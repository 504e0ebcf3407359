#include "storage/sqlite/settle.h"

#include <string_view>

namespace muster::storage::sqlite {
namespace {

/// The steps for one pair of tables; where the slice lies stays in the database. `OR FAIL`:
/// whatever goes wrong undoes the whole transaction, so that SQLite need not keep a journal of the
/// statement with every page as it was (sqlite.org/tempfiles.html, 2.5).
struct Steps {
  std::string_view count;   ///< $1 rows were added; tells how many are recent
  std::string_view begin;   ///< a slice after the one before, and to the end
  std::string_view bound;   ///< it to $1 rows, where there are more
  std::string_view copy;    ///< it into the settled table
  std::string_view remove;  ///< it from the recent one
  std::string_view finish;  ///< $1 rows have moved, which were the last of a round or not ($2)
};

constexpr Steps claims = {
    .count = R"(
  UPDATE claims_settling SET recent = recent + $1 RETURNING recent)",
    .begin = R"(
  UPDATE claims_settling
     SET after_key = until_key, until_key = x'ffffffffffffffffffffffffffffffff')",
    .bound = R"(
  UPDATE claims_settling SET until_key = r.identity_key
    FROM (SELECT identity_key
            FROM claims_recent
           WHERE identity_key > (SELECT after_key FROM claims_settling)
           ORDER BY identity_key
           LIMIT 1 OFFSET $1 - 1) r)",
    .copy = R"(
  INSERT OR FAIL INTO claims_settled (identity_key, customer_id, registration_id, claimed_at)
  SELECT r.identity_key, r.customer_id, r.registration_id, r.claimed_at
    FROM claims_settling s
    CROSS JOIN claims_recent r
   WHERE r.identity_key > s.after_key AND r.identity_key <= s.until_key)",
    .remove = R"(
  DELETE FROM claims_recent
   WHERE identity_key > (SELECT after_key FROM claims_settling)
     AND identity_key <= (SELECT until_key FROM claims_settling))",
    .finish = R"(
  UPDATE claims_settling
     SET recent = recent - $1, until_key = CASE WHEN $2 THEN x'' ELSE until_key END)",
};

// No customer has the greatest number that there is.
constexpr Steps serials = {
    .count = R"(
  UPDATE device_serials_settling SET recent = recent + $1 RETURNING recent)",
    .begin = R"(
  UPDATE device_serials_settling
     SET after_customer = until_customer, after_state = until_state, after_serial = until_serial,
         after_id = until_id, until_customer = 9223372036854775807)",
    .bound = R"(
  UPDATE device_serials_settling
     SET until_customer = r.customer_id, until_state = r.state, until_serial = r.serial_number,
         until_id = r.registration_id
    FROM (SELECT customer_id, state, serial_number, registration_id
            FROM device_serials_recent
           WHERE (customer_id, state, serial_number, registration_id) >
                 (SELECT after_customer, after_state, after_serial, after_id
                    FROM device_serials_settling)
           ORDER BY customer_id, state, serial_number, registration_id
           LIMIT 1 OFFSET $1 - 1) r)",
    .copy = R"(
  INSERT OR FAIL INTO device_serials_settled (customer_id, state, serial_number, registration_id)
  SELECT r.customer_id, r.state, r.serial_number, r.registration_id
    FROM device_serials_settling s
    CROSS JOIN device_serials_recent r
   WHERE (r.customer_id, r.state, r.serial_number, r.registration_id) >
           (s.after_customer, s.after_state, s.after_serial, s.after_id)
     AND (r.customer_id, r.state, r.serial_number, r.registration_id) <=
           (s.until_customer, s.until_state, s.until_serial, s.until_id))",
    .remove = R"(
  DELETE FROM device_serials_recent
   WHERE (customer_id, state, serial_number, registration_id) >
           (SELECT after_customer, after_state, after_serial, after_id
              FROM device_serials_settling)
     AND (customer_id, state, serial_number, registration_id) <=
           (SELECT until_customer, until_state, until_serial, until_id
              FROM device_serials_settling))",
    .finish = R"(
  UPDATE device_serials_settling
     SET recent = recent - $1, until_customer = CASE WHEN $2 THEN 0 ELSE until_customer END)",
};

std::int64_t count(Connection& connection, const Steps& steps, std::int64_t added) {
  auto rows = query(connection, steps.count, added);
  rows.next();
  return rows.integer(0);
}

void settle(Connection& connection, const Steps& steps, std::int64_t keep) {
  const auto surplus = count(connection, steps, 0) - keep;
  if (surplus <= 0) return;
  execute(connection, steps.begin);
  execute(connection, steps.bound, surplus);
  const auto moved = execute(connection, steps.copy);
  execute(connection, steps.remove);
  // The last slice of a round may be short. What is missing moves with the next, from the start.
  execute(connection, steps.finish, moved, moved < surplus);
}

}  // namespace

std::int64_t count_recent_claims(Connection& connection, std::int64_t added) {
  return count(connection, claims, added);
}
void settle_claims(Connection& connection, std::int64_t keep) { settle(connection, claims, keep); }

std::int64_t count_recent_serials(Connection& connection, std::int64_t added) {
  return count(connection, serials, added);
}
void settle_serials(Connection& connection, std::int64_t keep) {
  settle(connection, serials, keep);
}

}  // namespace muster::storage::sqlite
