#pragma once
// What `muster doctor` asks any installation: whether claims, registrations and counts agree.

#include <string_view>
#include <vector>

#include "storage/sql.h"
#include "storage/store.h"

namespace muster::storage {

/// The statements for a database that calls the table of claims CLAIMS: each counts what is wrong.
/// Pages are merged in the order of claims; removed registrations (6, 7) own no claim, and neither
/// does one that is still to be decided need one.
struct Agreement {
  std::string_view orphans;       ///< claims without a registration that could own them
  std::string_view unclaimed;     ///< registered devices without their claim
  std::string_view wrong_counts;  ///< customers whose counts by state are wrong
};

#define MUSTER_AGREEMENT(CLAIMS)                                                                \
  ::muster::storage::Agreement{                                                                 \
      .orphans =                                                                                \
          "SELECT (SELECT count(*) FROM " CLAIMS ") - (SELECT count(*) FROM " CLAIMS            \
          " c"                                                                                  \
          " JOIN registrations r ON r.id = c.registration_id AND r.customer_id = c.customer_id" \
          " WHERE r.state IN (2, 4, 5, 6))",                                                    \
      .unclaimed =                                                                              \
          "SELECT (SELECT count(*) FROM registrations WHERE state IN (4, 5))"                   \
          " - (SELECT count(*) FROM " CLAIMS                                                    \
          " c"                                                                                  \
          " JOIN registrations r ON r.id = c.registration_id AND r.customer_id = c.customer_id" \
          " WHERE r.state IN (4, 5))",                                                          \
      .wrong_counts =                                                                           \
          "SELECT count(*) FROM (SELECT customer_id, sum(failed) AS failed,"                    \
          " sum(registered) AS registered, sum(enrolled) AS enrolled"                           \
          " FROM device_counts GROUP BY customer_id) d"                                         \
          " WHERE d.failed <> (SELECT count(*) FROM registrations r"                            \
          " WHERE r.customer_id = d.customer_id AND r.state = 3)"                               \
          " OR d.registered <> (SELECT count(*) FROM registrations r"                           \
          " WHERE r.customer_id = d.customer_id AND r.state = 4)"                               \
          " OR d.enrolled <> (SELECT count(*) FROM registrations r"                             \
          " WHERE r.customer_id = d.customer_id AND r.state = 5)"}

/// One finding for each of the statements, which run on `connection`. Throws StorageFault.
std::vector<Finding> examine_agreement(Connection& connection, const Agreement& sql);

/// Whether the schema is one that this program works on.
Finding examine_schema(std::string_view of, std::int64_t version, std::int64_t known);

}  // namespace muster::storage
