#pragma once
// Pages of a customer's devices. Each of the stored states is listed from the index that serves the
// order and the filters asked for, and the pages are merged: so no page ever counts or sorts the
// whole list.

#include <cstdint>
#include <vector>

#include "registry/device.h"
#include "storage/sql.h"

namespace muster::storage {

/// Up to how many devices are gathered and sorted; of more, a page is met soon on the way in the
/// order asked for. Every choice gives the same page. Measured at 5,000,000 devices of one customer
/// (docs/performance.md).
struct ListingLimits {
  std::int64_t rare = 3'000;          ///< devices whose serial number matches
  std::int64_t rarely = 5'000;        ///< devices seen in a time: each is on another database page
  std::int64_t small_range = 20'000;  ///< rows of the batches that a filter leaves
};

/// Inside a reading transaction. At most `query.limit` devices.
std::vector<registry::Device> list_devices(Connection& connection,
                                           registry::OrganisationId customer,
                                           const registry::DeviceQuery& query,
                                           const registry::ActiveWindow& window,
                                           const ListingLimits& limits = {});

}  // namespace muster::storage
