#pragma once
// The statements of device lists: one for each way to the rows. A way is led by one index and ends
// at the limit, or it gathers few rows and sorts them. Each applies every filter, so that choosing
// between them (device_listing.cpp) is a matter of time only.
//
// All have the same parameters:
//   $1 customer   $2 stored state    $3, $4 first and last id   $5 order ID   $6 purchase ID
//   $7 group tag  $8, $9 first serial number, and the end (exclusive)
//   $10 id beside the serial number or time where the page starts   $11, $12 last seen: from and to
//   (exclusive), or null   $13 limit   $14 who registered them, or null
// They are planned as they are written (Connection::plan_as_written): CROSS JOIN keeps the order of
// the tables, and a column is found by an index where it stands bare. A unary plus keeps SQLite
// from its index, two keep both engines from it. So PostgreSQL goes the same way whatever it
// believes of how many rows there are (tests/storage/device_ways_test.cpp).
//
// SQLite's device_serials is a view of two tables (sqlite/settle.h), which it merges in their order
// if what they are ordered by is selected, too.

#include <string_view>

#include "storage/device_row.h"
#include "storage/sql.h"

namespace muster::storage {

struct Way {
  std::string_view ascending;
  std::string_view descending;
  Connection::Order order;
};

// Only the ids of the page are gathered and sorted; the rest of each device is read at the end.
#define MUSTER_PAGE(IDS)                                                                    \
  "SELECT " MUSTER_DEVICE_COLUMNS " FROM (" IDS                                             \
  " LIMIT $13) n CROSS JOIN registrations r CROSS JOIN batches b LEFT JOIN check_ins c ON " \
  "c.registration_id = r.id AND c.customer_id = r.customer_id "                             \
  "WHERE r.id = n.id AND +r.customer_id = $1 AND b.id = r.id >> 23"

// Filters, in the order of what they cost; each is looked at only where it is asked for.
#define MUSTER_TAGGED " AND ($7 IS NULL OR ++r.group_tag = $7)"
#define MUSTER_LIKE_SERIAL " AND ++r.serial_number >= $8 AND ++r.serial_number < $9"
#define MUSTER_ORDERED(BATCH)                                                                   \
  " AND (($5 IS NULL AND $6 IS NULL AND $14 IS NULL) OR EXISTS (SELECT 1 FROM batches o "       \
  "WHERE o.id = " BATCH                                                                         \
  " AND ($5 IS NULL OR o.order_id = $5) "                                                       \
  "AND ($6 IS NULL OR o.purchase_id = $6) AND ($14 IS NULL OR o.created_by = $14)" MUSTER_FENCE \
  "))"
#define MUSTER_SEEN(ID)                                                                  \
  " AND ($11 IS NULL OR EXISTS (SELECT 1 FROM check_ins s WHERE s.registration_id = " ID \
  " AND +s.customer_id = $1"                                                             \
  " AND ++s.last_seen_at >= $11 AND ++s.last_seen_at < $12" MUSTER_FENCE "))"
#define MUSTER_TAGGED_BY_ID(ID)                                                \
  " AND ($7 IS NULL OR EXISTS (SELECT 1 FROM registrations t WHERE t.id = " ID \
  " AND +t.customer_id = $1"                                                   \
  " AND ++t.group_tag = $7" MUSTER_FENCE "))"

// In an order that no index is to give.
#define MUSTER_SORTED(COLUMN) COLUMN "/*pg  + 0*/"

// Where a page starts, in the two orders that ids alone do not make.
#define MUSTER_SERIALS_ASC(SERIAL, ID) " AND (" SERIAL ", " ID ") > ($8, $10) AND " SERIAL " < $9"
#define MUSTER_SERIALS_DESC(SERIAL, ID) " AND (" SERIAL ", " ID ") < ($9, $10) AND " SERIAL " >= $8"
#define MUSTER_TIMES_ASC(TIME, ID)              \
  " AND (" TIME ", " ID                         \
  ") > (coalesce($11, CAST(0 AS BIGINT)), $10)" \
  " AND " TIME " < coalesce($12, 9223372036854775807)"
#define MUSTER_TIMES_DESC(TIME, ID)               \
  " AND (" TIME ", " ID                           \
  ") < (coalesce($12, 9223372036854775807), $10)" \
  " AND " TIME " >= coalesce($11, CAST(0 AS BIGINT))"

// --- In the order of ids ----------------------------------------------------------------------

// For PostgreSQL the state is a part of the order: else the primary key gives that order, too, and
// with few devices of this state it would read nearly all others.
#define MUSTER_BY_STATE(ORDER)                                                         \
  MUSTER_PAGE(                                                                         \
      "SELECT r.id FROM registrations r "                                              \
      "WHERE r.customer_id = $1 AND r.state/*pg  + 0*/ = $2 AND r.state <> 2 "         \
      "/*pg AND (r.state, r.id) >= ($2, $3) AND (r.state, r.id) <= ($2, $4) */"        \
      "AND r.id >= $3 AND r.id <= $4" MUSTER_TAGGED MUSTER_LIKE_SERIAL MUSTER_ORDERED( \
          "r.id >> 23") MUSTER_SEEN("r.id") " ORDER BY /*pg r.state " #ORDER ", */r.id " #ORDER)
/// Devices of one state.
constexpr Way by_state = {MUSTER_BY_STATE(ASC), MUSTER_BY_STATE(DESC), Connection::Order::by_index};

#define MUSTER_BY_TAG(ORDER)                                                              \
  MUSTER_PAGE(                                                                            \
      "SELECT r.id FROM registrations r "                                                 \
      "WHERE r.customer_id = $1 AND r.group_tag = $7 AND r.state = $2 "                   \
      "AND r.state <> 2 AND r.id >> 12 >= $3 >> 12 AND r.id >> 12 <= $4 >> 12 "           \
      "AND ++r.id >= $3 AND ++r.id <= $4" MUSTER_LIKE_SERIAL MUSTER_ORDERED("r.id >> 23") \
          MUSTER_SEEN("r.id") " ORDER BY r.id >> 12 " #ORDER ", ++r.id " #ORDER)
/// Devices of one state and group tag.
constexpr Way by_tag = {MUSTER_BY_TAG(ASC), MUSTER_BY_TAG(DESC),
                        Connection::Order::by_first_column};

// Up to $9 itself: a page that comes from there may start amid equal serial numbers.
#define MUSTER_IN_BLOCKS(AND_OF, ROWS)                                                   \
  "SELECT r.id FROM device_blocks k CROSS JOIN registrations r " AND_OF                  \
  "WHERE k.customer_id = $1 AND k.block >= $3 >> 12 AND k.block <= $4 >> 12 "            \
  "AND k.greatest_serial >= $8 AND k.least_serial <= $9" MUSTER_ORDERED(                 \
      "k.block >> 11") " AND r.customer_id = $1 AND r.state = $2 AND r.state <> 2 " ROWS \
                       "AND ++r.id >= $3 AND ++r.id <= $4" MUSTER_TAGGED
#define MUSTER_ROWS_OF_BLOCK                                        \
  "AND r.id >= (k.block << 12) AND r.id <= (k.block << 12 | 4095) " \
  "/*pg AND r.id >> 12 = k.block */"

#define MUSTER_BY_BLOCK(ORDER)                                                           \
  MUSTER_PAGE(MUSTER_IN_BLOCKS("", MUSTER_ROWS_OF_BLOCK) MUSTER_LIKE_SERIAL MUSTER_SEEN( \
      "r.id") " ORDER BY k.block " #ORDER ", r.id " #ORDER)
/// Passes over the blocks whose batch or serial numbers cannot match.
constexpr Way by_block = {MUSTER_BY_BLOCK(ASC), MUSTER_BY_BLOCK(DESC),
                          Connection::Order::by_first_column};

#define MUSTER_LIKE_SERIAL_IN_BLOCK \
  "AND r.id >> 12 = +k.block AND r.serial_number >= $8 AND r.serial_number <= $9 "

#define MUSTER_SEARCH_BLOCKS(ORDER)                             \
  MUSTER_PAGE(MUSTER_IN_BLOCKS("", MUSTER_LIKE_SERIAL_IN_BLOCK) \
                  MUSTER_SEEN("r.id") " ORDER BY k.block " #ORDER ", ++r.id " #ORDER)
/// Looks for the serial numbers in one block after the other.
constexpr Way search_blocks = {MUSTER_SEARCH_BLOCKS(ASC), MUSTER_SEARCH_BLOCKS(DESC),
                               Connection::Order::by_first_column};

#define MUSTER_SEARCH_BLOCKS_IN_TAG(ORDER)                                              \
  MUSTER_PAGE(MUSTER_IN_BLOCKS("", MUSTER_LIKE_SERIAL_IN_BLOCK "AND r.group_tag = $7 ") \
                  MUSTER_SEEN("r.id") " ORDER BY k.block " #ORDER ", ++r.id " #ORDER)
/// The same among the devices of a group tag.
constexpr Way search_blocks_in_tag = {MUSTER_SEARCH_BLOCKS_IN_TAG(ASC),
                                      MUSTER_SEARCH_BLOCKS_IN_TAG(DESC),
                                      Connection::Order::by_first_column};

/// How many of a state that finds, up to the limit.
constexpr std::string_view count_in_blocks = "SELECT count(*) FROM (" MUSTER_IN_BLOCKS(
    "", MUSTER_LIKE_SERIAL_IN_BLOCK) " LIMIT $13) counted";

#define MUSTER_SERIALS                         \
  "WHERE n.customer_id = $1 AND n.state = $2 " \
  "AND ++n.registration_id >= $3 AND ++n.registration_id <= $4"

#define MUSTER_RARE_SERIAL(ORDER)                                                      \
  MUSTER_PAGE("SELECT n.registration_id AS id FROM device_serials n " MUSTER_SERIALS   \
              " AND n.serial_number >= $8 AND n.serial_number < $9" MUSTER_ORDERED(    \
                  "n.registration_id >> 23") MUSTER_SEEN("n.registration_id")          \
                  MUSTER_TAGGED_BY_ID("n.registration_id") " ORDER BY " MUSTER_SORTED( \
                      "n.registration_id") " " #ORDER)
/// Sorts the few whose serial number matches.
constexpr Way rare_serial = {MUSTER_RARE_SERIAL(ASC), MUSTER_RARE_SERIAL(DESC),
                             Connection::Order::sorted};

#define MUSTER_OF_TAG                                                                \
  "WHERE r.customer_id = $1 AND r.group_tag = $7 AND r.state = $2 AND r.state <> 2 " \
  "AND ++r.id >= $3 AND ++r.id <= $4" MUSTER_ORDERED("r.id >> 23")

#define MUSTER_RARE_IN_TAG(ORDER)                                                \
  MUSTER_PAGE("SELECT r.id FROM registrations r " MUSTER_OF_TAG                  \
              " AND r.serial_number >= $8 AND r.serial_number < $9" MUSTER_SEEN( \
                  "r.id") " ORDER BY ++r.id " #ORDER)
/// Sorts the few of a group tag whose serial number matches.
constexpr Way rare_in_tag = {MUSTER_RARE_IN_TAG(ASC), MUSTER_RARE_IN_TAG(DESC),
                             Connection::Order::sorted};

#define MUSTER_SEEN_BY_ID(ORDER)                                                              \
  MUSTER_PAGE(                                                                                \
      "SELECT c.registration_id AS id FROM check_ins c CROSS JOIN registrations r "           \
      "WHERE c.customer_id = $1 AND c.last_seen_at >= $11 AND c.last_seen_at < $12 "          \
      "AND ++c.registration_id >= $3 AND ++c.registration_id <= $4 "                          \
      "AND r.id = c.registration_id AND +r.customer_id = $1 AND ++r.state = $2" MUSTER_TAGGED \
          MUSTER_LIKE_SERIAL MUSTER_ORDERED("r.id >> 23") " ORDER BY ++c.registration_id " #ORDER)
/// Sorts the few that were seen in a time.
constexpr Way rarely_seen = {MUSTER_SEEN_BY_ID(ASC), MUSTER_SEEN_BY_ID(DESC),
                             Connection::Order::sorted};

#define MUSTER_PENDING                                                                       \
  "SELECT r.id FROM registrations r "                                                        \
  "WHERE r.id >= $3 AND r.id <= $4 AND +r.customer_id = $1 AND ++r.state = $2" MUSTER_TAGGED \
      MUSTER_ORDERED("r.id >> 23")

#define MUSTER_PENDING_BY_ID(ORDER) \
  MUSTER_PAGE(MUSTER_PENDING MUSTER_LIKE_SERIAL " ORDER BY r.id " #ORDER)
/// Pending rows are in no index: those of one batch.
constexpr Way pending_by_id = {MUSTER_PENDING_BY_ID(ASC), MUSTER_PENDING_BY_ID(DESC),
                               Connection::Order::by_index};

// --- In the order of serial numbers -----------------------------------------------------------

#define MUSTER_BY_SERIAL(ORDER)                                                                \
  MUSTER_PAGE(                                                                                 \
      "SELECT n.registration_id AS id, n.serial_number FROM device_serials n " MUSTER_SERIALS  \
          MUSTER_SERIALS_##ORDER("n.serial_number", "n.registration_id")                       \
              MUSTER_ORDERED("n.registration_id >> 23") MUSTER_SEEN("n.registration_id")       \
                  MUSTER_TAGGED_BY_ID("n.registration_id") " ORDER BY n.serial_number " #ORDER \
                                                           ", n.registration_id " #ORDER)
/// Devices of one state.
constexpr Way by_serial = {MUSTER_BY_SERIAL(ASC), MUSTER_BY_SERIAL(DESC),
                           Connection::Order::by_index};

#define MUSTER_TAG_BY_SERIAL(ORDER)                                                      \
  MUSTER_PAGE("SELECT r.id FROM registrations r " MUSTER_OF_TAG MUSTER_SERIALS_##ORDER(  \
      "r.serial_number", "r.id") MUSTER_SEEN("r.id") " ORDER BY r.serial_number " #ORDER \
                                                     ", r.id " #ORDER)
/// Devices of one state and group tag.
constexpr Way tag_by_serial = {MUSTER_TAG_BY_SERIAL(ASC), MUSTER_TAG_BY_SERIAL(DESC),
                               Connection::Order::by_index};

#define MUSTER_BLOCKS_BY_SERIAL(ORDER)                                                         \
  MUSTER_PAGE(MUSTER_IN_BLOCKS("", MUSTER_ROWS_OF_BLOCK) MUSTER_SERIALS_##ORDER(               \
      "++r.serial_number", "++r.id") MUSTER_SEEN("r.id") " ORDER BY ++r.serial_number " #ORDER \
                                                         ", ++r.id " #ORDER)
/// Sorts the devices of few rows.
constexpr Way blocks_by_serial = {MUSTER_BLOCKS_BY_SERIAL(ASC), MUSTER_BLOCKS_BY_SERIAL(DESC),
                                  Connection::Order::sorted};

#define MUSTER_SEARCH_BLOCKS_BY_SERIAL(ORDER)                                                  \
  MUSTER_PAGE(MUSTER_IN_BLOCKS("", MUSTER_LIKE_SERIAL_IN_BLOCK) MUSTER_SERIALS_##ORDER(        \
      "++r.serial_number", "++r.id") MUSTER_SEEN("r.id") " ORDER BY ++r.serial_number " #ORDER \
                                                         ", ++r.id " #ORDER)
/// Sorts the few whose serial number and batch match.
constexpr Way search_blocks_by_serial = {MUSTER_SEARCH_BLOCKS_BY_SERIAL(ASC),
                                         MUSTER_SEARCH_BLOCKS_BY_SERIAL(DESC),
                                         Connection::Order::sorted};

#define MUSTER_PENDING_BY_SERIAL(ORDER)              \
  MUSTER_PAGE(MUSTER_PENDING MUSTER_SERIALS_##ORDER( \
      "++r.serial_number", "++r.id") " ORDER BY ++r.serial_number " #ORDER ", ++r.id " #ORDER)
constexpr Way pending_by_serial = {MUSTER_PENDING_BY_SERIAL(ASC), MUSTER_PENDING_BY_SERIAL(DESC),
                                   Connection::Order::sorted};

// --- In the order of last seen, for devices that have been seen --------------------------------

#define MUSTER_ORDER_BY_TIME(ORDER) " ORDER BY c.last_seen_at " #ORDER ", c.registration_id " #ORDER
#define MUSTER_SORT_BY_TIME(ORDER) \
  " ORDER BY " MUSTER_SORTED("c.last_seen_at") " " #ORDER ", c.registration_id " #ORDER

#define MUSTER_BY_LAST_SEEN(ORDER) \
  MUSTER_PAGE(                                                                         \
      "SELECT c.registration_id AS id FROM check_ins c CROSS JOIN registrations r "    \
      "WHERE c.customer_id = $1" MUSTER_TIMES_##ORDER("c.last_seen_at", "c.registration_id")                                  \
      " AND r.id = c.registration_id AND +r.customer_id = $1 AND ++r.state = $2 "       \
      "AND ++r.id >= $3 AND ++r.id <= $4" MUSTER_TAGGED MUSTER_LIKE_SERIAL MUSTER_ORDERED( \
          "r.id >> 23") MUSTER_ORDER_BY_TIME(ORDER))
/// Devices of one state, found by when they were seen.
constexpr Way by_last_seen = {MUSTER_BY_LAST_SEEN(ASC), MUSTER_BY_LAST_SEEN(DESC),
                              Connection::Order::by_first_column};

#define MUSTER_RARE_SERIAL_SEEN(ORDER)                                                             \
  MUSTER_PAGE(                                                                                     \
      "SELECT c.registration_id AS id, c.last_seen_at FROM device_serials n CROSS JOIN check_ins " \
      "c " MUSTER_SERIALS                                                                          \
      " AND n.serial_number >= $8 AND n.serial_number < $9 "                                       \
      "AND c.registration_id = n.registration_id AND +c.customer_id = $1" MUSTER_TIMES_##ORDER(    \
          "++c.last_seen_at", "++c.registration_id") MUSTER_ORDERED("n.registration_id >> 23")     \
          MUSTER_TAGGED_BY_ID("n.registration_id") MUSTER_SORT_BY_TIME(ORDER))
/// Sorts the few whose serial number matches.
constexpr Way rare_serial_by_last_seen = {MUSTER_RARE_SERIAL_SEEN(ASC),
                                          MUSTER_RARE_SERIAL_SEEN(DESC), Connection::Order::sorted};

#define MUSTER_RARE_TAG_SEEN(ORDER)                                                        \
  MUSTER_PAGE("SELECT r.id FROM registrations r CROSS JOIN check_ins c " MUSTER_OF_TAG     \
              " AND r.serial_number >= $8 AND r.serial_number < $9 "                       \
              "AND c.registration_id = r.id AND +c.customer_id = $1" MUSTER_TIMES_##ORDER( \
                  "++c.last_seen_at", "++c.registration_id") MUSTER_SORT_BY_TIME(ORDER))
/// Sorts the few of a group tag whose serial number matches.
constexpr Way rare_in_tag_by_last_seen = {MUSTER_RARE_TAG_SEEN(ASC), MUSTER_RARE_TAG_SEEN(DESC),
                                          Connection::Order::sorted};

#define MUSTER_BLOCKS_SEEN(ORDER)                                                                  \
  MUSTER_PAGE(MUSTER_IN_BLOCKS("CROSS JOIN check_ins c ", MUSTER_ROWS_OF_BLOCK) MUSTER_LIKE_SERIAL \
              " AND c.registration_id = r.id AND +c.customer_id = $1" MUSTER_TIMES_##ORDER(        \
                  "++c.last_seen_at", "++c.registration_id") MUSTER_SORT_BY_TIME(ORDER))
/// Sorts the devices of few rows.
constexpr Way blocks_by_last_seen = {MUSTER_BLOCKS_SEEN(ASC), MUSTER_BLOCKS_SEEN(DESC),
                                     Connection::Order::sorted};

#define MUSTER_SEARCH_BLOCKS_SEEN(ORDER) \
  MUSTER_PAGE(MUSTER_IN_BLOCKS(                                                         \
      "CROSS JOIN check_ins c ",                                                        \
      MUSTER_LIKE_SERIAL_IN_BLOCK) " AND c.registration_id = r.id AND +c.customer_id = $1" MUSTER_TIMES_##ORDER("++c.last_seen_at", "++c.registration_id") \
                  MUSTER_SORT_BY_TIME(ORDER))
/// Sorts the few whose serial number and batch match.
constexpr Way search_blocks_by_last_seen = {
    MUSTER_SEARCH_BLOCKS_SEEN(ASC), MUSTER_SEARCH_BLOCKS_SEEN(DESC), Connection::Order::sorted};

}  // namespace muster::storage
