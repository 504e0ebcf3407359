#pragma once
// Rows whose keys come in any order are cheap to add to a small table and dear to add to a large
// one, where each lands on a page of its own. So claims and serial numbers are added to small
// tables (`claims_recent`, `device_serials_recent`), and once these are full as many rows as came
// in move on to the large ones (`..._settled`): a slice of neighbours that share their pages, begun
// where the one before ended. It is the idea of a log-structured merge tree (O'Neil et al., 1996)
// with two levels and a rolling merge.

#include <cstdint>

#include "storage/sql.h"

namespace muster::storage::sqlite {

/// Counts rows that the caller has added to the recent table, within the same transaction, and
/// tells how many it has now. On the database of the identities.
std::int64_t count_recent_claims(Connection& connection, std::int64_t added);
/// Moves as many as there are more than `keep`, within the caller's transaction.
void settle_claims(Connection& connection, std::int64_t keep);

/// The same on the database of the organisations.
std::int64_t count_recent_serials(Connection& connection, std::int64_t added);
void settle_serials(Connection& connection, std::int64_t keep);

}  // namespace muster::storage::sqlite
