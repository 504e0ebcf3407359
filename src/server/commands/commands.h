#pragma once
// The subcommands that work on this machine's data rather than over the REST API.

#include "cli/command_tree.h"

namespace muster::server {

void add_serve(cli::CommandTree& tree);
void add_worker(cli::CommandTree& tree);
void add_demo(cli::CommandTree& tree);
/// `--data` for `token create|list|revoke`.
void add_local_tokens(cli::CommandTree& tree);
void add_backup(cli::CommandTree& tree);
void add_copy(cli::CommandTree& tree);
void add_migrate(cli::CommandTree& tree);
void add_restore(cli::CommandTree& tree);
void add_doctor(cli::CommandTree& tree);
void add_admin(cli::CommandTree& tree);
void add_audit(cli::CommandTree& tree);
void add_access(cli::CommandTree& tree);
void add_simulate(cli::CommandTree& tree);

}  // namespace muster::server
