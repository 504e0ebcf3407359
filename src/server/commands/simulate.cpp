#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <ostream>

#include "cli/context.h"
#include "cli/output.h"
#include "security/random.h"
#include "security/random_password.h"
#include "server/commands/commands.h"
#include "server/commands/simulation.h"

namespace muster::server {
namespace {

/// As many as a person reads.
constexpr std::size_t most_logins = 12;

cli::ExitCode simulate(cli::Context& context, const SimulationSize& size) {
  (void)context.client();  // says what to do where no token is known
  const auto& settings = context.settings();
  security::SystemRandom random;
  const auto password = security::random_password(random);
  Simulation simulation(settings.server, settings.token, password, size);
  simulation.play(registry::SystemClock().now(), [&](std::int64_t day, std::int64_t of) {
    if (day % 7 != 0 || day == 0) return;
    context.out() << fmt::format("week {} of {}\n", day / 7, of / 7);
    context.out().flush();
  });
  cli::Table people{{{"E-mail address", false, false}, {"Organisation", false, false}}, {}};
  for (const auto& login : simulation.logins()) {
    if (people.rows.size() == most_logins) break;
    people.rows.push_back({login.email, login.organisation});
  }
  context.out() << fmt::format(
                       "{} devices of {} customers, {} weeks. Look at them at {}; these "
                       "people, and one of each other customer, have the password\n\n    "
                       "{}\n\n",
                       size.devices, size.customers, size.weeks, settings.server, password)
                << cli::render_table(people, 0, context.surroundings().out_has_colours());
  return cli::ExitCode::ok;
}

}  // namespace

void add_simulate(cli::CommandTree& tree) {
  auto size = std::make_shared<SimulationSize>();
  auto& command = tree.command(
      tree.root(),
      {"simulate",
       "Play weeks of suppliers, partners, people and devices on a server with a simulated clock",
       {"muster serve --data /tmp/fleet --clock simulated --for-tests &\n"
        "export MUSTER_TOKEN=$(muster token create --data /tmp/fleet --organisation operator "
        "--name me -o json | jq -r .token)\n"
        "muster simulate --devices 100000 --customers 20"}},
      [size](cli::Context& context) { return simulate(context, *size); });
  command.add_option("--devices", size->devices, "How many, of all customers")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000'000));
  command.add_option("--customers", size->customers, "How many")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  command.add_option("--weeks", size->weeks, "How long, until now")
      ->capture_default_str()
      ->check(CLI::Range(1, 52));
  command.add_option("--seed", size->seed, "The same number plays the same story")
      ->capture_default_str();
}

}  // namespace muster::server
