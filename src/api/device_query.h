#pragma once
// Which devices of a customer are asked for: the filters and orders that the list and the export
// share, and the cursors of the list.

#include <optional>
#include <string>
#include <string_view>

#include "api/query_input.h"
#include "registry/device.h"
#include "registry/time.h"

namespace muster::api {

/// `skip`: how many devices to pass over; 0 when absent. It goes with no cursor and no filter but
/// state, because the places of a list are counted in its indexes.
std::int64_t read_skip(QueryInput& input, const registry::DeviceQuery& query);

/// Reads the filters and `sort`; the default is the newest first.
registry::DeviceQuery read_device_query(QueryInput& input);

/// Where the list goes on after this device; `now` must be the time for which it was read.
registry::DeviceCursor cursor_after(const registry::Device& device,
                                    const registry::ActiveWindow& window);

/// The text of a cursor. It names the order for which it was made; another order refuses it.
std::string to_text(const registry::DeviceCursor& cursor, const registry::DeviceQuery& query);
std::optional<registry::DeviceCursor> device_cursor_from(std::string_view text,
                                                         const registry::DeviceQuery& query);

}  // namespace muster::api
