#pragma once
// How a batch is read and made: shared by everything that returns batches.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "registry/batch.h"
#include "storage/sql.h"

namespace muster::storage {

/// Bounds of the ids of a batch's rows.
inline registry::RegistrationId first_of(registry::BatchId batch) {
  return registry::registration_of(batch, 0);
}
inline registry::RegistrationId last_of(registry::BatchId batch) {
  return registry::registration_of(batch, registry::max_row);
}

/// The batch, with its errors counted; nullopt where there is none, or it is still being received.
std::optional<registry::Batch> read_batch(Connection& connection, registry::BatchId id);

/// Batches of a statement that gives their ids as its first column.
std::vector<registry::Batch> read_batches(Connection& connection, Rows rows);

/// A new batch in state `receiving`, with an id that no other has.
registry::BatchId insert_receiving(Connection& connection, const registry::BatchOrigin& origin,
                                   std::int64_t process, registry::Time now);

/// Rows that are decided together (registry::Chunk).
struct ChunkRange {
  registry::RegistrationId first;
  registry::RegistrationId last;
};

/// Makes a batch that this process received visible, with `rows` pending rows in these chunks.
/// Throws StorageFault (unavailable) when the process was taken for dead meanwhile, and its upload
/// forgotten.
registry::Batch accept_batch(Connection& connection, registry::BatchId id, std::int64_t process,
                             const registry::BatchFile& file, std::int64_t rows,
                             std::span<const ChunkRange> chunks, registry::Time now);

}  // namespace muster::storage
