#pragma once
// Which devices a command is about: IDs on the command line, or one a line on stdin for `-`.

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "cli/exit_code.h"

namespace muster::cli {

class Context;

/// Replaces `-` by the lines of stdin; empty lines are skipped. Throws Failure (usage) when nothing
/// is left.
std::vector<std::string> ids_of_arguments(Context& context, const std::vector<std::string>& words);

/// POSTs `body` with `device_ids` to `path`, as often as the limit of one request (10,000 devices)
/// needs, and prints how many were done (`counter` names that member of the answer) and what was
/// refused. some_rows_failed when anything was.
ExitCode change_devices(Context& context, const std::string& path,
                        const std::vector<std::string>& device_ids, const boost::json::object& body,
                        const std::string& counter);

/// Asks "..? [y/N]" on a terminal; throws Failure (usage) when stdin is none, or for a no.
void confirm(Context& context, const std::string& question);

}  // namespace muster::cli
