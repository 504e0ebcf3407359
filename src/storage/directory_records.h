#pragma once

#include "registry/directory.h"
#include "storage/bulk.h"
#include "storage/sql.h"

namespace muster::storage {

/// The directory and the claims in SQL, on the database of the identities. Thread-safe.
class DirectoryRecords final : public registry::Directory {
 public:
  DirectoryRecords(Database& database, Bulk& bulk, const registry::Clock& clock)
      : database_(database), bulk_(bulk), clock_(clock) {}

  std::vector<registry::Finding> look_up(std::span<const registry::Candidate> sorted) override;
  std::vector<registry::Finding> claim(registry::OrganisationId customer,
                                       std::span<const registry::Candidate> sorted) override;
  void release(std::span<const registry::Candidate> candidates) override;
  std::optional<registry::DirectoryEntry> find(const registry::IdentityKey& key) override;
  std::optional<registry::DirectoryEntry> find_by_product_id(std::string_view product_id) override;
  std::vector<std::vector<identity::DeviceIdentity>> with_serial_numbers(
      std::span<const std::string_view> serial_numbers) override;
  void published_hashes(std::span<const identity::IdentityKey> sorted,
                        const std::function<void(std::size_t, std::string_view)>& on_hash) override;
  std::vector<registry::PublishOutcome> publish(
      registry::OrganisationId supplier, std::span<const registry::DirectoryEntry> sorted) override;
  std::vector<registry::PublishOutcome> foretell_publish(
      registry::OrganisationId supplier, std::span<const registry::DirectoryEntry> sorted) override;
  std::vector<std::expected<void, registry::WithdrawError>> withdraw(
      registry::OrganisationId supplier, std::span<const identity::IdentityKey> keys) override;
  registry::DirectoryPage list(registry::OrganisationId supplier, std::string_view serial_prefix,
                               const std::optional<registry::DirectoryCursor>& after,
                               std::size_t limit) override;

 private:
  Database& database_;
  Bulk& bulk_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
