#pragma once
// Which device stands at a place of a customer's list, so that a reader can jump into a long one
// and read on from there by key. The places before it are counted in the indexes alone, without a
// look at the devices: about a tenth of a second for each million (docs/performance.md).

#include <cstdint>
#include <optional>

#include "registry/device.h"
#include "storage/sql.h"

namespace muster::storage {

/// The device before which `place` others stand in the order of `query`, whose page and whose other
/// filters than state and who registered it do not count. nullopt: the list is not so long.
/// `counts` are those of the same customer and sight. Inside a reading transaction.
std::optional<registry::RegistrationId> device_at(
    Connection& connection, registry::OrganisationId customer, const registry::DeviceQuery& query,
    const registry::ActiveWindow& window, const registry::DeviceCounts& counts, std::int64_t place);

}  // namespace muster::storage
