#pragma once

#include "registry/batch.h"
#include "storage/bulk.h"
#include "storage/sql.h"

namespace muster::storage {

/// Batches and their rows in SQL, on the database of the organisations. Thread-safe.
class BatchRecords final : public registry::Batches {
 public:
  BatchRecords(Database& database, Bulk& bulk, const registry::Clock& clock)
      : database_(database), bulk_(bulk), clock_(clock) {}

  std::unique_ptr<registry::BatchWriter> receive(const registry::BatchOrigin& origin) override;
  std::optional<registry::Batch> find(registry::OrganisationId customer,
                                      registry::BatchId id) override;
  std::vector<registry::Batch> list(registry::OrganisationId customer,
                                    std::optional<registry::OrganisationId> created_by,
                                    registry::BatchId before, std::size_t limit) override;
  std::vector<registry::Batch> made_by(const std::string& request_id) override;
  std::vector<registry::RowResult> rows(const registry::Batch& batch, registry::RowFilter filter,
                                        registry::RegistrationId after, std::size_t limit,
                                        bool with_hardware_hash) override;
  std::expected<registry::Batch, registry::BatchRefusal> retry(const registry::BatchOrigin& origin,
                                                               registry::BatchId failed) override;
  std::expected<registry::Batch, registry::BatchRefusal> approve(
      const registry::BatchOrigin& origin, std::span<const registry::RegistrationId> rows) override;
  std::expected<registry::Batch, registry::BatchRefusal> cancel(registry::OrganisationId customer,
                                                                registry::BatchId id) override;
  std::vector<registry::Batch> open() override;
  std::vector<registry::PendingRow> pending_rows(registry::BatchId batch,
                                                 registry::RegistrationId after,
                                                 std::size_t limit) override;
  std::vector<registry::RegistrationId> rows_with_hash(registry::RegistrationId after,
                                                       registry::RegistrationId last) override;
  std::string hardware_hash(registry::RegistrationId id) override;
  registry::RegistrationId decided_up_to(registry::BatchId batch) override;
  std::optional<registry::PendingRow> row(registry::RegistrationId id) override;
  registry::Batch record(registry::BatchId batch, std::span<const registry::PendingRow> rows,
                         std::span<const registry::Decided> decided, bool last,
                         std::chrono::milliseconds taken) override;
  void forget_unaccepted() override;
  Queue queue() override;

 private:
  Database& database_;
  Bulk& bulk_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
