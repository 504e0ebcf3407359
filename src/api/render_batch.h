#pragma once
// Batches and their rows in JSON.

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "api/render_device.h"
#include "intake/file_error.h"
#include "registry/batch.h"
#include "registry/time.h"

namespace muster::api {

boost::json::object to_json(const registry::Batch& batch, registry::Time now);

/// How far a row is, in the words of the API: pending, registered, failed or cancelled.
std::string_view row_state(const registry::RowResult& row);

boost::json::object to_json(const registry::RowResult& row, const DeviceView& view);
boost::json::object to_json(const registry::RowInput& input);
boost::json::array to_json(const std::vector<intake::Warning>& warnings);

}  // namespace muster::api
