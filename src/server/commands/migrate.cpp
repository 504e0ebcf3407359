#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <ostream>

#include "cli/context.h"
#include "cli/failure.h"
#include "server/commands/commands.h"
#include "server/open_store.h"
#include "storage/distribute.h"

namespace muster::server {
namespace {

struct MigrateOptions {
  std::string database;
  bool citus = false;
  bool dry_run = false;
};

cli::ExitCode migrate(cli::Context& context, const MigrateOptions& options) {
  const auto done = storage::migrate_postgres(
      options.database, {.distribute = options.citus, .dry_run = options.dry_run},
      [&](const storage::MigrationStep& step) {
        if (options.dry_run) {
          context.out() << fmt::format("-- {}\n{}\n", step.name, step.sql) << std::flush;
        } else {
          context.out() << fmt::format("{}: done\n", step.name) << std::flush;
        }
      });
  if (!done) throw cli::Failure(exit_code_of(done.error().kind), done.error().message);
  if (*done == 0) context.note("The database is up to date: nothing was to be done.");
  return cli::ExitCode::ok;
}

}  // namespace

void add_migrate(cli::CommandTree& tree) {
  auto options = std::make_shared<MigrateOptions>();
  auto& command =
      tree.command(tree.root(),
                   {"migrate",
                    "Bring a PostgreSQL database up to date, as a server does when it starts",
                    {"muster migrate --database postgresql://db.example.com/muster",
                     "muster migrate --database postgresql://db.example.com/muster --citus "
                     "--dry-run\n"
                     "Prints the statements that would distribute the tables over Citus's nodes."}},
                   [options](cli::Context& context) { return migrate(context, *options); });
  command
      .add_option("--database", options->database,
                  "PostgreSQL database, such as postgresql://host/muster")
      ->type_name("URL")
      ->envname("MUSTER_DATABASE")
      ->required();
  command.add_flag("--citus", options->citus, "Distribute the tables over the nodes of Citus");
  command.add_flag("--dry-run", options->dry_run, "Print the statements and change nothing");
}

}  // namespace muster::server
