#pragma once
// The numbered SQL files of migrations/, as they were when the program was built. What a file that
// has landed makes is never changed: it is out there.

#include <span>

namespace muster::storage {

struct Migration {
  const char* name;  ///< `0001_start`
  const char* sql;
};

/// In their order; the version of a database is how many of them it has seen.
std::span<const Migration> registry_migrations();
std::span<const Migration> identity_migrations();
/// Both in one database, with the types and keys that PostgreSQL wants. The tables and columns are
/// the same (tests/storage/schema_test.cpp).
std::span<const Migration> postgres_migrations();

}  // namespace muster::storage
