#pragma once

#include <vector>

#include "registry/batch.h"
#include "storage/batch_row.h"
#include "storage/bulk.h"
#include "storage/process_records.h"
#include "storage/sql.h"

namespace muster::storage {

/// Writes an upload piece by piece; the pieces are made durable together, when it is accepted.
class SqlBatchWriter final : public registry::BatchWriter {
 public:
  SqlBatchWriter(Database& database, Bulk& bulk, const registry::Clock& clock,
                 const ProcessId& process, std::size_t chunk_rows,
                 const registry::BatchOrigin& origin);
  ~SqlBatchWriter() override;
  SqlBatchWriter(const SqlBatchWriter&) = delete;
  SqlBatchWriter& operator=(const SqlBatchWriter&) = delete;

  registry::BatchId id() const override { return id_; }
  void add(std::span<const registry::PendingRow> rows) override;
  registry::Batch accept(const registry::BatchFile& file,
                         const std::optional<registry::KeepRequest>& keep) override;

 private:
  Database& database_;
  Bulk& bulk_;
  const registry::Clock& clock_;
  const ProcessId& process_;
  const std::size_t chunk_rows_;
  registry::OrganisationId customer_;
  registry::BatchId id_;
  std::vector<ChunkRange> chunks_;
  std::size_t rows_in_chunk_ = 0;  ///< of the last one
  std::int64_t rows_ = 0;
  bool accepted_ = false;
};

/// Deletes what an upload left that was never accepted, some thousand rows at a time.
void forget_upload(Database& database, registry::OrganisationId customer, registry::BatchId id);

}  // namespace muster::storage
