#pragma once
// Bulk work on SQLite: prepared statements in the order of the index, since a page that is at hand
// costs nothing and a page that is not costs everything.

#include <cstdint>

#include "storage/bulk.h"
#include "storage/sqlite/settler.h"

namespace muster::storage::sqlite {

/// Thread-safe. The databases outlive it.
class SqliteBulk final : public Bulk {
 public:
  /// Keeps so many rows in the recent tables (settle.h).
  SqliteBulk(Database& organisations, Database& identities, std::int64_t recent_rows);

  void insert_pending(Connection& connection, registry::OrganisationId customer, registry::Time now,
                      std::span<const registry::PendingRow> rows) override;
  void record(Connection& connection, registry::OrganisationId customer, registry::Time now,
              std::span<const registry::PendingRow> rows,
              std::span<const registry::Decided> decided) override;
  std::vector<registry::Finding> look_up(Connection& connection,
                                         std::span<const registry::Candidate> sorted) override;
  std::vector<registry::Finding> claim(Connection& connection, registry::OrganisationId customer,
                                       registry::Time now,
                                       std::span<const registry::Candidate> sorted) override;
  std::vector<registry::PublishOutcome> publish(
      Connection& connection, registry::OrganisationId supplier, registry::Time now,
      std::span<const registry::DirectoryEntry> sorted) override;
  std::vector<std::vector<identity::DeviceIdentity>> with_serial_numbers(
      Connection& connection, std::span<const std::string_view> serial_numbers) override;
  void published_hashes(Connection& connection, std::span<const identity::IdentityKey> sorted,
                        const std::function<void(std::size_t, std::string_view)>& on_hash) override;

 private:
  const std::int64_t recent_rows_;
  Settler claims_;
  Settler serials_;
};

}  // namespace muster::storage::sqlite
