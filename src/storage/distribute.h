#pragma once
// Bringing a PostgreSQL database up to date by hand, and spreading its tables over many nodes with
// Citus (docs/scale.md).

#include <cstddef>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "storage/store.h"

namespace muster::storage {

/// Where the rows of a table live.
struct TablePlacement {
  std::string table;
  std::string column;          ///< whose hash chooses the shard; empty: all rows on every node
  std::string colocated_with;  ///< the table whose shards it shares; empty: begins a group
};

/// Every table, in the order in which Citus takes them: those on every node first, since the others
/// are joined with them; the first of a group before those that are colocated with it.
std::span<const TablePlacement> table_placements();

/// `SELECT create_reference_table(...)` or `SELECT create_distributed_table(...)`.
std::string distribute_statement(const TablePlacement& placement);

struct MigrationOptions {
  bool distribute = false;  ///< over Citus's nodes
  bool dry_run = false;     ///< nothing is changed
};

struct MigrationStep {
  std::string name;  ///< `0001_start`, or the table that is distributed
  std::string sql;
};

/// Calls `on_step` after each step that was done, or would be; returns how many. Tables that are
/// distributed already stay as they are.
std::expected<std::size_t, OpenError> migrate_postgres(
    const std::string& address, const MigrationOptions& options,
    const std::function<void(const MigrationStep&)>& on_step);

}  // namespace muster::storage
