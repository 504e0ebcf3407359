#pragma once
// Deciding the rows of a chunk together: one pass over the directory in the order of its keys,
// since neighbouring keys share pages. What is decided for each row stands in decide.h.

#include <functional>
#include <span>
#include <vector>

#include "identity/identity_key.h"
#include "registry/batch.h"
#include "registry/directory.h"

namespace muster::registry {

/// Whether a row is enough by its hardware hash alone; null: none is.
using Vouched = std::function<bool(const PendingRow&)>;

/// Looks up, claims and decides. Rows are in the order of their ids, and so are the results. Doing
/// it again after a crash gives the same results, because a claim names its registration.
std::vector<Decided> decide_chunk(Directory& directory, Batches& batches,
                                  const identity::IdentityKeyer& keyer, OrganisationId customer,
                                  std::span<const PendingRow> rows, const Vouched& vouched = {});

/// The same decisions without claiming anything. The rows have no batch: their ids are row numbers.
std::vector<Decided> foretell_chunk(Directory& directory, const identity::IdentityKeyer& keyer,
                                    OrganisationId customer, std::span<const PendingRow> rows,
                                    const Vouched& vouched = {});

}  // namespace muster::registry
