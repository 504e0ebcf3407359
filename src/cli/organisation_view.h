#pragma once
// How organisations are shown to people.

#include <boost/json/fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/output.h"

namespace muster::cli {

/// Also for customers, whose members beyond these are left out.
std::vector<std::pair<std::string, Cell>> organisation_fields(
    const boost::json::value& organisation);

}  // namespace muster::cli
