#include <array>

#include "cli/run.h"
#include "server/commands/commands.h"

int main(int argc, char** argv) {
  using namespace muster;
  const std::array<cli::AddCommands, 13> commands = {
      server::add_serve,  server::add_worker,  server::add_demo,     server::add_local_tokens,
      server::add_backup, server::add_restore, server::add_doctor,   server::add_admin,
      server::add_audit,  server::add_access,  server::add_simulate, server::add_copy,
      server::add_migrate};
  return cli::run(argc, argv, commands);
}
