#pragma once
// Counts of devices: by state, and by day. Part of the transaction in which the devices change.

#include "registry/device_day.h"
#include "registry/ids.h"
#include "storage/sql.h"

namespace muster::storage {

/// Adds what happened at this time to devices of a customer that this organisation registered.
void count_devices(Connection& connection, registry::OrganisationId customer,
                   registry::OrganisationId registered_by, registry::Time at,
                   const registry::DeviceTally& tally);

/// Who registered the devices of that batch, under whose name they are counted. nullopt: there is
/// no such batch of that customer.
std::optional<registry::OrganisationId> creator_of(Connection& connection, registry::BatchId batch,
                                                   registry::OrganisationId customer);

/// All days on which something was counted, by day; `registered_by`: nullopt for everybody's.
std::vector<registry::CountedDay> read_counted_days(
    Connection& connection, registry::OrganisationId customer,
    std::optional<registry::OrganisationId> registered_by);
registry::StoredCounts read_stored_counts(Connection& connection, registry::OrganisationId customer,
                                          std::optional<registry::OrganisationId> registered_by);

}  // namespace muster::storage
