#pragma once
// What is looked up and claimed where Citus spreads directory and claims over nodes. There an outer
// join of given keys with a distributed table reads all of it, which an inner join does not
// (docs/scale.md); and what is inserted goes to its shards by way of the coordinator.

#include <cstddef>
#include <span>
#include <vector>

#include "registry/directory.h"
#include "storage/postgres/connection.h"

namespace muster::storage::postgres {

/// The indices of the candidates that are in the directory, in no order. Each shard is asked for
/// all of them.
std::vector<std::size_t> listed_on_nodes(PgConnection& connection,
                                         std::span<const registry::Candidate> candidates);

/// Claims the candidates at `indices`, in their order; returns the registrations that got their
/// claim.
std::vector<registry::RegistrationId> claim_on_nodes(
    PgConnection& connection, registry::OrganisationId customer, registry::Time now,
    std::span<const registry::Candidate> candidates, std::span<const std::size_t> indices);

}  // namespace muster::storage::postgres
