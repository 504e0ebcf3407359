#pragma once
// How the plain pieces of every resource look in JSON: ids, times, and texts that may be missing. A
// text that is not there is null, never empty.

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "registry/device_day.h"
#include "registry/time.h"

namespace muster::api {

boost::json::value text_or_null(std::string_view text);
boost::json::value time_or_null(std::optional<registry::Time> time);
boost::json::string to_json(registry::Time time);
boost::json::string to_json(registry::Day day);  ///< `2026-11-23`

/// `{items, next_cursor}`; an empty cursor stands for the last page.
boost::json::object page(boost::json::array items, std::string_view next_cursor);

}  // namespace muster::api
