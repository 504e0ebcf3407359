#pragma once
// Deciding the rows of a chunk together: one pass over the directory in the order of its keys,
// since neighbouring keys share pages. What is decided for each row stands in decide.h.

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "identity/identity_key.h"
#include "registry/batch.h"
#include "registry/directory.h"
#include "registry/organisation.h"

namespace muster::registry {

/// The hardware hashes that rows were given with.
struct RowHashes {
  std::function<bool(const PendingRow&)> has;          ///< null: no row has one
  std::function<std::string(const PendingRow&)> text;  ///< of a row that has one
  HashWorth worth = HashWorth::nothing;                ///< where the device is not listed
};

/// Looks up, claims and decides. Rows are in the order of their ids, and so are the results. Doing
/// it again after a crash gives the same results, because a claim names its registration.
std::vector<Decided> decide_chunk(Directory& directory, Batches& batches,
                                  const identity::IdentityKeyer& keyer, OrganisationId customer,
                                  std::span<const PendingRow> rows, const RowHashes& hashes = {});

/// The same decisions without claiming anything. The rows have no batch: their ids are row numbers.
std::vector<Decided> foretell_chunk(Directory& directory, const identity::IdentityKeyer& keyer,
                                    OrganisationId customer, std::span<const PendingRow> rows,
                                    const RowHashes& hashes = {});

}  // namespace muster::registry
