#pragma once
// The statements of the records as PostgreSQL takes them. One text serves both engines; what
// differs is small, and is done here once for each statement of a connection.

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace muster::storage::postgres {

struct DialectText {
  std::string sql;
  /// By the parameter's place in `sql`, from 0: its number in the original text. SQLite takes
  /// parameters that a text does not use; PostgreSQL wants them numbered without gaps.
  std::vector<int> parameters;
};

/// - `/*pg ...*/` is a hint for PostgreSQL alone, such as `FOR UPDATE SKIP LOCKED`: it is
/// uncovered.
/// - `+column` keeps SQLite from an index, and goes: PostgreSQL has no plus for texts. `++column`
///   keeps both from it, and becomes `coalesce(column, column)`, which is the column's value.
/// - Parameters that are null stand there as `NULL`: a null alone tells no type, and the plan of a
///   statement without the filter is another than with it.
/// - The others are numbered anew, in the order in which the text first uses them.
DialectText to_postgres(std::string_view text, const std::set<int>& nulls = {});

}  // namespace muster::storage::postgres
