#pragma once
// How a batch is read and made: shared by everything that returns batches.

#include <optional>
#include <string>
#include <string_view>

#include "registry/batch.h"
#include "storage/sql.h"

namespace muster::storage {

/// The batch, with its errors counted; nullopt where there is none, or it is still being received.
std::optional<registry::Batch> read_batch(Connection& connection, registry::BatchId id);

/// Batches of a statement that gives their ids as its first column.
std::vector<registry::Batch> read_batches(Connection& connection, Rows rows);

/// A new batch in state `receiving`, with an id that no other has.
registry::BatchId insert_receiving(Connection& connection, const registry::BatchOrigin& origin,
                                   registry::Time now);

/// Makes a received batch visible, with `rows` pending rows.
registry::Batch accept_batch(Connection& connection, registry::BatchId id,
                             const registry::BatchFile& file, std::int64_t rows,
                             registry::Time now);

}  // namespace muster::storage
