#pragma once
// How devices are shown to people.

#include <boost/json/fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/lists.h"
#include "cli/output.h"

namespace muster::cli {

ListView device_list_view();
std::vector<std::pair<std::string, Cell>> device_fields(const boost::json::value& device);
/// The five states with their titles, in the order of a device's life, and the total.
std::vector<std::pair<std::string, Cell>> device_count_fields(const boost::json::value& counts);
Table device_history_table(const boost::json::value& history);
Table device_day_table(const boost::json::value& days);
/// `Ready for user` for `ready_for_user`; the name itself for one that is not known here.
std::string device_state_title(const std::string& name);

}  // namespace muster::cli
