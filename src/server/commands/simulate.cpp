// The clock of the simulation is this process's own, and the data folder is a fresh one: no server
// that people use has a switch by which its clock could be moved.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <ostream>

#include "cli/context.h"
#include "cli/failure.h"
#include "server/application.h"
#include "server/commands/commands.h"
#include "server/commands/simulation.h"
#include "server/logging.h"

namespace muster::server {
namespace {

struct SimulateOptions {
  std::string data;
  SimulationSize size;
};

cli::ExitCode simulate(cli::Context& context, const SimulateOptions& options) {
  std::error_code ignored;
  if (std::filesystem::exists(options.data, ignored) &&
      !std::filesystem::is_empty(options.data, ignored)) {
    throw cli::Failure(cli::ExitCode::usage, fmt::format("{} is not empty", options.data),
                       "A simulation wants a fresh folder: it writes weeks of the past.", "--data");
  }
  Configuration configuration;
  configuration.log_level = "warn";
  configuration.log_format = "text";
  configuration.listen = "127.0.0.1:0";
  configuration.data = options.data;
  configuration.requests_per_second_per_token = 0;
  configuration.requests_per_second_per_address = 0;
  set_up_log(configuration.log_level, configuration.log_format);

  const auto end = registry::SystemClock().now();
  SimulatedClock clock(end - std::chrono::days{options.size.weeks * 7 + 1});
  Application application(configuration, clock);
  const auto port = application.start();
  Simulation simulation(application.store(), clock, fmt::format("http://127.0.0.1:{}", port),
                        options.size);
  simulation.play(end, [&](std::int64_t day, std::int64_t of) {
    if (day % 7 != 0) return;
    context.out() << fmt::format("week {} of {}\n", day / 7, of / 7);
    context.out().flush();
  });
  application.stop();
  context.out() << fmt::format(
      "{0} devices of {1} customers, {2} weeks. Look at them with\n"
      "  muster serve --data {3}\n  export MUSTER_TOKEN={4}\n  muster customers list\n",
      options.size.devices, options.size.customers, options.size.weeks, options.data,
      simulation.operator_token());
  return cli::ExitCode::ok;
}

}  // namespace

void add_simulate(cli::CommandTree& tree) {
  auto options = std::make_shared<SimulateOptions>();
  auto& command = tree.command(
      tree.root(),
      {"simulate",
       "Fill a fresh data folder with weeks of suppliers, partners, customers and devices",
       {"muster simulate --data /tmp/fleet --devices 100000 --customers 20\n"
        "muster serve --data /tmp/fleet"}},
      [options](cli::Context& context) { return simulate(context, *options); });
  command.add_option("--data", options->data, "A fresh data folder")->required();
  command.add_option("--devices", options->size.devices, "How many, of all customers")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000'000));
  command.add_option("--customers", options->size.customers, "How many")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  command.add_option("--weeks", options->size.weeks, "How long, until now")
      ->capture_default_str()
      ->check(CLI::Range(1, 52));
  command.add_option("--seed", options->size.seed, "The same number plays the same story")
      ->capture_default_str();
}

}  // namespace muster::server
