#include <fmt/format.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <ostream>

#include "cli/context.h"
#include "cli/failure.h"
#include "cli/progress_bar.h"
#include "server/commands/commands.h"
#include "storage/store.h"

namespace muster::server {

void add_backup(cli::CommandTree& tree) {
  struct Options {
    std::string data = "data";
    std::string to;
  };
  auto options = std::make_shared<Options>();
  auto& command = tree.command(
      tree.root(),
      {"backup",
       "Copy the data of a server, which may go on serving",
       {"muster backup --data /var/lib/muster --to /backups/2026-11-23"}},
      [options](cli::Context& context) {
        ::umask(0077);  // a backup holds all that the data folder holds
        cli::ProgressBar bar(context.surroundings(), "Backing up", cli::ProgressUnit::bytes);
        constexpr std::uint64_t whole = 1000;
        const auto done = storage::back_up_sqlite(options->data, options->to, [&](double share) {
          bar.update(static_cast<std::uint64_t>(share * whole), whole);
        });
        bar.clear();
        if (!done) {
          throw cli::Failure(done.error().kind == storage::OpenError::Kind::not_a_store
                                 ? cli::ExitCode::usage
                                 : cli::ExitCode::machine,
                             done.error().message);
        }
        context.out() << fmt::format("{} is backed up to {}\n", options->data, options->to);
        return cli::ExitCode::ok;
      });
  command.add_option("--data", options->data, "Data folder of the server")
      ->envname("MUSTER_DATA")
      ->capture_default_str();
  command.add_option("--to", options->to, "A new or empty folder")->required();
}

}  // namespace muster::server
