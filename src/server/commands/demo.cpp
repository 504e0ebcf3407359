// The demo is the main job, done once for real: every step goes through the REST API, as a
// supplier's, a partner's and a customer's own programs would do it.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <system_error>

#include "cli/client.h"
#include "cli/context.h"
#include "cli/failure.h"
#include "cli/output.h"
#include "server/application.h"
#include "server/commands/commands.h"
#include "server/commands/demo_story.h"
#include "server/embedded.h"
#include "server/logging.h"
#include "server/stop_signal.h"

namespace muster::server {
namespace {

namespace fs = std::filesystem;

/// A folder that goes with the process.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto pattern = (fs::temp_directory_path() / "muster-demo-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw cli::Failure(cli::ExitCode::machine, "No temporary folder can be made",
                         "Name a folder with --data.");
    }
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// What has been going on when the demo begins.
constexpr SimulationSize past{.devices = 120, .customers = 2, .weeks = 4, .seed = 1};

struct DemoOptions {
  std::string data;
  std::string listen = "127.0.0.1:8080";
  bool smoke = false;
};

void refuse_used_folder(const std::string& data) {
  std::error_code ignored;
  if (!data.empty() && fs::exists(data, ignored) && !fs::is_empty(data, ignored)) {
    throw cli::Failure(
        cli::ExitCode::usage, fmt::format("{} is not empty", data),
        "The demo wants a fresh folder; without --data it makes one that goes with it.", "--data");
  }
}

void print_logins(cli::Context& context, const DemoStory& story, std::string_view address) {
  auto& out = context.out();
  const bool colours = context.surroundings().out_has_colours();
  out << '\n'
      << cli::coloured(fmt::format("Muster serves at {}", address), cli::Colour::bold, colours)
      << fmt::format("   (the API and its page: {}/api/docs)\n\n", address);
  if (embedded::portal().empty()) {
    out << "It was built without the portal (MUSTER_PORTAL).\n\n";
  } else {
    cli::Table people{
        {{"E-mail address", false, false}, {"Who", false, false}, {"Organisation", false, false}},
        {}};
    for (const auto& person : story.people()) {
      people.rows.push_back({person.email, person.name, person.organisation});
    }
    out << fmt::format("Open {} and sign in as one of these, with the password\n\n    ", address)
        << cli::coloured(story.password(), cli::Colour::bold, colours) << "\n\n"
        << cli::render_table(people, 0, colours) << "\nPrograms use a token:\n";
  }
  cli::Table table{{{"Login", false, false}, {"Kind", false, false}, {"Token", false, false}}, {}};
  for (const auto& login : story.logins()) {
    table.rows.push_back({login.name, login.kind, login.token});
  }
  out << cli::render_table(table, 0, colours) << "\nTry, in another terminal:\n"
      << fmt::format("  export MUSTER_SERVER={} MUSTER_TOKEN={}\n", address, story.partner_token())
      << "  muster customers list\n"
      << "  muster devices list --customer \"" << story.customer_name() << "\"\n"
      << "  muster samples device-registration-sample-partner.csv --output devices.csv\n"
      << "  muster register devices.csv --customer \"" << story.customer_name() << "\" --check\n\n"
      << "Ctrl-C ends it.\n";
  out.flush();
}

cli::ExitCode run_demo(cli::Context& context, const DemoOptions& options) {
  refuse_used_folder(options.data);
  std::unique_ptr<TemporaryFolder> temporary;
  Configuration configuration;
  configuration.log_level = "warn";
  configuration.log_format = "text";
  configuration.support_contact = "support@example.com";
  configuration.listen = options.smoke ? "127.0.0.1:0" : options.listen;
  configuration.data = options.data;
  if (options.data.empty()) {
    temporary = std::make_unique<TemporaryFolder>();
    configuration.data = (temporary->path() / "data").string();
  }
  set_up_log(configuration.log_level, configuration.log_format);
  // Nobody relies on a demo, and a month of it wants to be seen.
  configuration.requests_per_second_per_token = 0;
  configuration.requests_per_second_per_address = 0;
  const StopSignal stop;
  const registry::SystemClock machine;
  registry::SimulatedClock clock(machine, machine.now() - std::chrono::weeks{past.weeks + 1});
  Application application(configuration, clock, Duty::serve, &clock);
  const auto port = application.start();
  const auto address = fmt::format("http://127.0.0.1:{}", port);

  DemoStory story(context, application.store(), address);
  story.play_past(past);
  story.set_up();
  story.register_devices();
  if (options.smoke) {
    const auto differences = story.check();
    application.stop();
    for (const auto& difference : differences) context.err() << "WRONG: " << difference << '\n';
    context.out() << (differences.empty() ? "smoke: everything is as it should be\n"
                                          : "smoke: something is wrong\n");
    return differences.empty() ? cli::ExitCode::ok : cli::ExitCode::some_rows_failed;
  }
  print_logins(context, story, address);
  stop.wait();
  application.stop();
  return cli::ExitCode::ok;
}

}  // namespace

void add_demo(cli::CommandTree& tree) {
  auto options = std::make_shared<DemoOptions>();
  auto& command =
      tree.command(tree.root(),
                   {"demo",
                    "Serve a fresh installation with sample data, the main job done once",
                    {"muster demo", "muster demo --smoke\n# checks every outcome, then ends"}},
                   [options](cli::Context& context) { return run_demo(context, *options); });
  command.add_option("--data", options->data, "A fresh data folder [one that goes with the demo]");
  command.add_option("--listen", options->listen, "Address and port to listen on")
      ->capture_default_str();
  command.add_flag(
      "--smoke", options->smoke,
      "Use a free port, check every outcome, stop; exit code 1 when anything is wrong");
}

}  // namespace muster::server
