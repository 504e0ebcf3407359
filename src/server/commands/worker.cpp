#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <ostream>

#include "cli/context.h"
#include "cli/failure.h"
#include "server/application.h"
#include "server/commands/commands.h"
#include "server/configuration.h"
#include "server/logging.h"
#include "server/open_store.h"
#include "server/stop_signal.h"

namespace muster::server {
namespace {

struct WorkerOptions {
  std::map<std::string, std::string> given;  ///< by key; empty where no flag was given
  std::string config;
};

/// What of a server's configuration means something to a worker.
constexpr std::array worker_keys = {"database",
                                    "database_connections",
                                    "database_wait_seconds",
                                    "data",
                                    "listen",
                                    "port_file",
                                    "log_level",
                                    "log_format",
                                    "webhooks_to_private_addresses"};

Configuration read_worker_configuration(const WorkerOptions& options,
                                        const cli::EnvironmentReader& environment) {
  Flags flags;
  for (const auto& [key, value] : options.given) {
    if (!value.empty()) flags[key] = value;
  }
  // The file is the server's as well, which listens there: a worker does only where it is told so.
  const auto listen = options.given.at("listen");
  auto configuration = read_configuration(flags, options.config, environment);
  configuration.listen = listen;
  if (configuration.database.empty()) {
    throw cli::Failure(cli::ExitCode::usage, "A worker needs a PostgreSQL database",
                       "Give --database, or MUSTER_DATABASE. With a data folder `muster serve` "
                       "does the work of a worker itself.",
                       "database");
  }
  return configuration;
}

}  // namespace

void add_worker(cli::CommandTree& tree) {
  auto options = std::make_shared<WorkerOptions>();
  auto& command =
      tree.command(tree.root(),
                   {"worker",
                    "Decide registrations and send webhooks, beside servers of the same database",
                    {"muster worker --database postgresql://db.example/muster",
                     "MUSTER_DATABASE=postgresql:///muster muster worker --listen 127.0.0.1:9091"}},
                   [options](cli::Context& context) {
                     const auto configuration =
                         read_worker_configuration(*options, context.surroundings().environment);
                     set_up_log(configuration.log_level, configuration.log_format);
                     const StopSignal stop;
                     const registry::SystemClock clock;
                     if (!wait_for_database(configuration, stop)) return cli::ExitCode::ok;
                     Application application(configuration, clock, Duty::work);
                     application.start();
                     if (context.surroundings().err_is_terminal) {
                       context.err() << "muster works; Ctrl-C ends it\n";
                       context.err().flush();
                     }
                     stop.wait();
                     application.stop();
                     return application.is_outgrown() ? cli::ExitCode::machine : cli::ExitCode::ok;
                   });
  Configuration defaults;
  for (const auto& key : configuration_keys(defaults)) {
    if (std::ranges::find(worker_keys, key.key) == worker_keys.end()) continue;
    command.add_option(
        flag_of(key.key), options->given[key.key],
        key.key == "listen" ? "Address and port for health and metrics [none]" : key.help);
  }
  command.add_option("--config", options->config,
                     "Configuration file [DATA/muster.toml or /etc/muster/muster.toml]");
}

}  // namespace muster::server
