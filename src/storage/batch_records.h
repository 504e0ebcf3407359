#pragma once

#include <mutex>
#include <set>

#include "registry/batch.h"
#include "storage/bulk.h"
#include "storage/process_records.h"
#include "storage/sql.h"

namespace muster::storage {

/// Batches and their rows in SQL, on the database of the organisations. Thread-safe.
class BatchRecords final : public registry::Batches {
 public:
  /// `chunk_rows`: how many rows of an upload are decided together.
  BatchRecords(Database& database, Bulk& bulk, const registry::Clock& clock,
               const ProcessId& process, std::size_t chunk_rows)
      : database_(database),
        bulk_(bulk),
        clock_(clock),
        process_(process),
        chunk_rows_(chunk_rows) {}

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
  std::optional<registry::Chunk> take_chunk(registry::BatchId after) override;
  std::vector<registry::RegistrationId> rows_with_hash(registry::OrganisationId customer,
                                                       registry::RegistrationId first,
                                                       registry::RegistrationId last) override;
  std::string hardware_hash(registry::OrganisationId customer,
                            registry::RegistrationId id) override;
  std::optional<registry::PendingRow> row(registry::OrganisationId customer,
                                          registry::RegistrationId id) override;
  std::optional<registry::Batch> record(const registry::Chunk& chunk,
                                        std::span<const registry::Decided> decided,
                                        std::chrono::milliseconds taken) override;
  void forget_unaccepted() override;
  Queue queue() override;

 private:
  /// Frees what the database says this process has in hand, and it has not: the database went away
  /// while a chunk was taken, and nobody knows whether that was written.
  void free_untracked(Connection& connection);

  Database& database_;
  Bulk& bulk_;
  const registry::Clock& clock_;
  const ProcessId& process_;
  const std::size_t chunk_rows_;
  std::mutex mutex_;
  std::set<registry::RegistrationId> in_hand_;  ///< by the first row: chunks taken, not recorded
  bool lost_track_ = false;                     ///< taking a chunk failed since the last success
};

}  // namespace muster::storage
