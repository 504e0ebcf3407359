#pragma once
// The `muster` program from its arguments to its exit code.

#include <span>
#include <string>
#include <vector>

#include "cli/command_tree.h"
#include "cli/surroundings.h"

namespace muster::cli {

/// Adds the client's subcommands, then `extra`, runs what was asked for and prints what went wrong.
/// Returns one of ExitCode as a number, for main().
int run(int argc, char** argv, std::span<const AddCommands> extra = {});
/// The same for tests. `arguments` without the program's name.
int run(const std::vector<std::string>& arguments, const Surroundings& surroundings,
        std::span<const AddCommands> extra = {});

/// The whole tree, as run() parses it.
void add_client_commands(CommandTree& tree);

}  // namespace muster::cli
