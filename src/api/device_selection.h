#pragma once
// Requests that are about many devices, and what became of each.

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_input.h"

namespace muster::api {

/// The field `device_ids`: 1 to 10,000 texts.
std::vector<std::string> read_device_ids(ObjectReader& input, InputErrors& errors);

struct RefusedDevice {
  std::string code;
  std::string message;
};
/// `{<done>: n, refused: [...]}`; of each id, nullopt where it was done.
boost::json::object device_results(const std::vector<std::string>& ids, std::string_view done,
                                   const std::vector<std::optional<RefusedDevice>>& refusals);

}  // namespace muster::api
