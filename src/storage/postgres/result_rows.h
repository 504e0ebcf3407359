#pragma once
// What bulk work over the identities shares: how its statements are planned, and their results.

#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>

#include "storage/postgres/connection.h"

namespace muster::storage::postgres {

/// Before a statement that looks many rows up, each by the index, in the order in which they are
/// given: the plan is always the same, so the planner is not asked for another one. It would read
/// the whole directory for a chunk of a hundred thousand keys, which gets slower with each device
/// that is published. Two sets without an index must not be joined under it.
///
/// What was given is held three times on its way, some 150 bytes a row: in memory, where
/// PostgreSQL's own 4 MB would have it write all of them to files.
constexpr const char* by_index =
    "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; "
    "SET LOCAL enable_seqscan = off; SET LOCAL random_page_cost = 1.1; "
    "SET LOCAL work_mem = '32MB'";

/// Rows of a result in their text form.
class ResultRows {
 public:
  explicit ResultRows(Result result) : result_(std::move(result)) {}
  int size() const { return PQntuples(result_.get()); }
  bool is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
  bool boolean(int row, int column) const { return *PQgetvalue(result_.get(), row, column) == 't'; }
  std::int64_t integer(int row, int column) const {
    const char* text = PQgetvalue(result_.get(), row, column);
    std::int64_t value = 0;
    std::from_chars(text, text + PQgetlength(result_.get(), row, column), value);
    return value;
  }
  std::string_view text(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
  }
  /// `WITH ORDINALITY` counts from 1.
  std::size_t index(int row, int column) const {
    return static_cast<std::size_t>(integer(row, column)) - 1;
  }

 private:
  Result result_;
};

}  // namespace muster::storage::postgres
