#pragma once
// The client's subcommands, one file each. To add one, read register.cpp, declare it here and call
// it from add_client_commands() in run.cpp.

namespace muster::cli {

class CommandTree;

void add_register(CommandTree& tree);
void add_batches(CommandTree& tree);
void add_devices(CommandTree& tree);
void add_directory(CommandTree& tree);
void add_customers(CommandTree& tree);
void add_organisations(CommandTree& tree);
void add_relationships(CommandTree& tree);
void add_requests(CommandTree& tree);
void add_samples(CommandTree& tree);
void add_token(CommandTree& tree);
void add_login(CommandTree& tree);
void add_completion(CommandTree& tree);
void add_version(CommandTree& tree);

}  // namespace muster::cli
