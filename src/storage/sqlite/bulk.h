#pragma once
// Bulk work on SQLite: prepared statements in the order of the index, since a page that is at hand
// costs nothing and a page that is not costs everything.

#include "storage/bulk.h"

namespace muster::storage::sqlite {

/// Has no state of its own; share freely.
class SqliteBulk final : public Bulk {
 public:
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
};

}  // namespace muster::storage::sqlite
