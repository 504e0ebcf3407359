#include "storage/batch_row.h"

#include "storage/device_tally.h"
#include "storage/store.h"

namespace muster::storage {
namespace {

using registry::Batch;
using registry::BatchId;
using registry::BatchOrigin;
using registry::BatchState;
using registry::OrganisationId;

/// Where batch ids begin: 2025-01-01T00:00:00Z. 40 bits of milliseconds last until 2059.
constexpr std::int64_t first_batch_at = 1'735'689'600'000;

}  // namespace

constexpr std::string_view select_batch = R"(
  SELECT id, customer_id, state, order_id, purchase_id, file_name, created_by, created_by_name,
         token_name, request_id, retry_of, format, encoding, separator, sha256, bytes, warnings,
         row_count, registered, failed, cancelled, accepted_at, started_at, finished_at,
         approved
    FROM batches
   WHERE id = $1 AND state <> 1)";

constexpr std::string_view select_errors = R"(
  SELECT error, row_count FROM batch_errors WHERE batch_id = $1 ORDER BY error)";

std::optional<Batch> read_batch(Connection& connection, BatchId id) {
  auto rows = query(connection, select_batch, id);
  if (!rows.next()) return std::nullopt;
  Batch batch;
  batch.id = rows.id<BatchId>(0);
  batch.state = rows.as<BatchState>(2);
  batch.origin = {.customer = rows.id<OrganisationId>(1),
                  .order_id = rows.text(3),
                  .purchase_id = rows.text(4),
                  .file_name = rows.text(5),
                  .created_by = rows.id<OrganisationId>(6),
                  .created_by_name = rows.text(7),
                  .token_name = rows.text(8),
                  .request_id = rows.text(9),
                  .retry_of = {}};
  batch.origin.approved = rows.boolean(24);
  if (!rows.is_null(10)) batch.origin.retry_of = rows.id<BatchId>(10);
  batch.file = {.format = rows.text(11),
                .encoding = rows.text(12),
                .separator = rows.text(13),
                .sha256 = rows.text(14),
                .bytes = static_cast<std::uint64_t>(rows.integer(15)),
                .warnings = rows.text(16)};
  batch.rows = rows.integer(17);
  batch.counts.registered = rows.integer(18);
  batch.counts.failed = rows.integer(19);
  batch.counts.cancelled = rows.integer(20);
  batch.counts.pending =
      batch.rows - batch.counts.registered - batch.counts.failed - batch.counts.cancelled;
  batch.accepted_at = rows.time(21);
  batch.started_at = rows.maybe_time(22);
  batch.finished_at = rows.maybe_time(23);

  auto errors = query(connection, select_errors, id);
  while (errors.next()) {
    if (const auto code = registry::error_code_from(errors.integer(0))) {
      batch.errors[*code] = errors.integer(1);
    }
  }
  return batch;
}

std::vector<Batch> read_batches(Connection& connection, Rows rows) {
  std::vector<BatchId> ids;
  while (rows.next()) ids.push_back(rows.id<BatchId>(0));
  std::vector<Batch> batches;
  for (const auto id : ids) {
    if (auto batch = read_batch(connection, id)) batches.push_back(std::move(*batch));
  }
  return batches;
}

constexpr std::string_view insert_batch = R"(
  INSERT INTO batches
    (id, customer_id, state, order_id, purchase_id, file_name, created_by, created_by_name,
     token_name, request_id, retry_of, format, encoding, separator, sha256, bytes, warnings,
     row_count, registered, failed, cancelled, decided_up_to, accepted_at, approved, process_id)
  VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, '', '', '', '', 0, '[]', 0, 0, 0, 0, 0, $11, $12,
          $13)
  ON CONFLICT (id) DO NOTHING)";

BatchId insert_receiving(Connection& connection, const BatchOrigin& origin, std::int64_t process,
                         registry::Time now) {
  for (BatchId id{to_sql(now) - first_batch_at};; ++id.value) {
    const auto inserted =
        execute(connection, insert_batch, id, origin.customer, origin.order_id, origin.purchase_id,
                origin.file_name, origin.created_by, origin.created_by_name, origin.token_name,
                origin.request_id, origin.retry_of, now, origin.approved, process);
    if (inserted > 0) return id;
  }
}

constexpr std::string_view update_accepted = R"(
  UPDATE batches
     SET state = 2, format = $2, encoding = $3, separator = $4, sha256 = $5, bytes = $6,
         warnings = $7, row_count = $8, accepted_at = $9
   WHERE id = $1 AND process_id = $10)";

constexpr std::string_view insert_chunk = R"(
  INSERT INTO batch_chunks (batch_id, first_id, last_id, process_id) VALUES ($1, $2, $3, 0))";

Batch accept_batch(Connection& connection, BatchId id, std::int64_t process,
                   const registry::BatchFile& file, std::int64_t rows,
                   std::span<const ChunkRange> chunks, registry::Time now) {
  // Chunks before the batch, as they are recorded: Citus locks such tables whole, in this order.
  for (const auto& [first, last] : chunks) execute(connection, insert_chunk, id, first, last);
  // A batch is over when its last chunk is recorded, and so has one.
  if (chunks.empty()) {
    const auto none = registry::registration_of(id, 0);
    execute(connection, insert_chunk, id, none, none);
  }
  if (execute(connection, update_accepted, id, file.format, file.encoding, file.separator,
              file.sha256, file.bytes, file.warnings, rows, now, process) == 0) {
    throw StorageFault(StorageFault::Kind::unavailable,
                       "the upload took longer than this process was known to be alive");
  }
  auto batch = read_batch(connection, id).value();
  count_devices(connection, batch.origin.customer, batch.origin.created_by, now,
                {.accepted = rows});
  return batch;
}

}  // namespace muster::storage
