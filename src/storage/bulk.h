#pragma once
// What is done to many rows at once, and so has an implementation for each engine. Everything else
// is one statement that serves all (sql.h).

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "registry/batch.h"
#include "registry/directory.h"
#include "storage/sql.h"

namespace muster::storage {

/// Runs inside a transaction of the caller.
class Bulk {
 public:
  virtual ~Bulk() = default;

  // On the database of the organisations.
  virtual void insert_pending(Connection& connection, registry::OrganisationId customer,
                              registry::Time now, std::span<const registry::PendingRow> rows) = 0;
  /// Sets the outcome of each row, and lists it by its serial number. Both are of one batch,
  /// ordered by id, and not empty.
  virtual void record(Connection& connection, registry::OrganisationId customer, registry::Time now,
                      std::span<const registry::PendingRow> rows,
                      std::span<const registry::Decided> decided) = 0;

  // On the database of the identities. Candidates and entries are sorted by key.
  virtual std::vector<registry::Finding> look_up(Connection& connection,
                                                 std::span<const registry::Candidate> sorted) = 0;
  virtual std::vector<registry::Finding> claim(Connection& connection,
                                               registry::OrganisationId customer,
                                               registry::Time now,
                                               std::span<const registry::Candidate> sorted) = 0;
  virtual std::vector<registry::PublishOutcome> publish(
      Connection& connection, registry::OrganisationId supplier, registry::Time now,
      std::span<const registry::DirectoryEntry> sorted) = 0;
  virtual std::vector<std::vector<identity::DeviceIdentity>> with_serial_numbers(
      Connection& connection, std::span<const std::string_view> serial_numbers) = 0;
  virtual void published_hashes(
      Connection& connection, std::span<const identity::IdentityKey> sorted,
      const std::function<void(std::size_t, std::string_view)>& on_hash) = 0;
};

}  // namespace muster::storage
