#pragma once
// Pages of a customer's devices. Each of the five states is listed from the index that serves the
// order asked for, and the pages are merged: so no page ever counts or sorts the whole list.

#include <vector>

#include "registry/device.h"
#include "storage/sql.h"

namespace muster::storage {

/// Inside a reading transaction. At most `query.limit` devices.
std::vector<registry::Device> list_devices(Connection& connection,
                                           registry::OrganisationId customer,
                                           const registry::DeviceQuery& query, registry::Time now);

}  // namespace muster::storage
