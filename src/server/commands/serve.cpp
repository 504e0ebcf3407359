#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <filesystem>
#include <memory>
#include <ostream>

#include "cli/context.h"
#include "cli/failure.h"
#include "security/random.h"
#include "server/application.h"
#include "server/commands/commands.h"
#include "server/configuration.h"
#include "server/first_run.h"
#include "server/logging.h"
#include "server/open_store.h"
#include "server/service_manager.h"
#include "server/stop_signal.h"
#include "storage/store.h"

namespace muster::server {
namespace {

struct ServeOptions {
  std::map<std::string, std::string> given;  ///< by key; empty where no flag was given
  std::string config;
  bool print_config = false;
  std::string clock = "machine";
  bool for_tests = false;
};

/// How far back a simulated clock starts.
constexpr std::chrono::weeks simulated_past{53};

/// Nothing that somebody relies on gets a clock that can be moved: it takes two flags, which no
/// file and no variable sets, a fresh folder, and an address that only this machine reaches.
void check_simulated(const ServeOptions& options, const Configuration& configuration) {
  const auto refuse = [](const char* why, const char* next, const char* where) {
    throw cli::Failure(cli::ExitCode::usage, why, next, where);
  };
  if (!options.for_tests) {
    refuse("A clock that can be moved is for tests and demonstrations",
           "Give --for-tests as well, if this is one.", "--clock");
  }
  if (!configuration.database.empty() &&
      storage::open_postgres(configuration.database, registry::SystemClock(), {.create = false})) {
    refuse("A simulated clock wants a fresh database",
           "What was simulated is served afterwards by the machine's clock, as anything else is.",
           "--database");
  }
  std::error_code ignored;
  if (std::filesystem::exists(configuration.data, ignored) &&
      !std::filesystem::is_empty(configuration.data, ignored)) {
    refuse("A simulated clock wants a fresh data folder",
           "What was simulated is served afterwards by the machine's clock, as anything else is.",
           "--data");
  }
  if (!is_loopback(parse_endpoint(configuration.listen).address)) {
    refuse("A server with a simulated clock listens to this machine alone",
           "Give an address such as 127.0.0.1:8080.", "--listen");
  }
}

/// As TOML, so that it can be kept as a file; a JSON text is a TOML text as well.
void print(const Configuration& c, std::ostream& out) {
  const auto line = [&](const std::string& key, const std::string& value) {
    const auto origin = c.origins.find(key);
    out << fmt::format("{:<40} # {}\n", fmt::format("{} = {}", key, value),
                       origin == c.origins.end() ? "default" : origin->second);
  };
  const auto text = [&](const std::string& key, const std::string& value) {
    line(key, boost::json::serialize(boost::json::value(value)));
  };
  const auto number = [&](const std::string& key, std::int64_t value) {
    line(key, std::to_string(value));
  };
  text("data", c.data);
  text("database", c.database);
  number("database_connections", c.database_connections);
  number("database_wait_seconds", c.database_wait_seconds);
  line("registrar", c.registrar ? "true" : "false");
  text("listen", c.listen);
  text("port_file", c.port_file);
  text("support_contact", c.support_contact);
  text("public_url", c.public_url);
  line("webhooks_to_private_addresses", c.webhooks_to_private_addresses ? "true" : "false");
  line("identity_providers_on_private_addresses",
       c.identity_providers_on_private_addresses ? "true" : "false");
  text("log_level", c.log_level);
  text("log_format", c.log_format);
  number("max_rows", c.max_rows);
  number("max_upload_bytes", c.max_upload_bytes);
  number("chunk_rows", c.chunk_rows);
  number("cache_mib", c.cache_mib);
  number("io_threads", c.io_threads);
  number("handler_threads", c.handler_threads);
  text("tls_certificate", c.tls_certificate);
  text("tls_key", c.tls_key);
  text("trusted_proxies", c.trusted_proxies);
  number("requests_per_second_per_token", c.requests_per_second_per_token);
  number("request_burst_per_token", c.request_burst_per_token);
  number("requests_per_second_per_address", c.requests_per_second_per_address);
  number("request_burst_per_address", c.request_burst_per_address);
  number("uploads", c.uploads);
  number("uploads_per_organisation", c.uploads_per_organisation);
  number("upload_silence_seconds", c.upload_silence_seconds);
  number("upload_grace_seconds", c.upload_grace_seconds);
  number("upload_bytes_per_second", c.upload_bytes_per_second);
}

/// A service that is told to read its certificate again, and has none, goes on as it is. A terminal
/// that closes still ends the server.
void ignore_reloading_without_certificate(const Configuration& configuration,
                                          const cli::Surroundings& surroundings) {
  if (configuration.tls_certificate.empty() && !surroundings.err_is_terminal) {
    std::signal(SIGHUP, SIG_IGN);
  }
}

/// Files have one process: nobody else would decide what it accepts.
void refuse_without_registrar(const Configuration& configuration) {
  if (configuration.registrar || !configuration.database.empty()) return;
  throw cli::Failure(
      cli::ExitCode::usage, "Without a registrar nothing that is registered would be decided",
      "Leave --registrar out, or give --database and run `muster worker` as well.", "registrar");
}

}  // namespace

void add_serve(cli::CommandTree& tree) {
  auto options = std::make_shared<ServeOptions>();
  auto& command = tree.command(
      tree.root(),
      {"serve",
       "Run the server",
       {"muster serve --data /var/lib/muster --listen 0.0.0.0:8080",
        "MUSTER_SUPPORT_CONTACT=support@example.com muster serve"}},
      [options](cli::Context& context) {
        Flags flags;
        for (const auto& [key, value] : options->given) {
          if (!value.empty()) flags[key] = value;
        }
        auto configuration =
            read_configuration(flags, options->config, context.surroundings().environment);
        if (options->print_config) {
          print(configuration, context.out());
          return cli::ExitCode::ok;
        }
        refuse_without_registrar(configuration);
        const registry::SystemClock machine;
        std::optional<registry::SimulatedClock> simulated;
        if (options->clock == "simulated") {
          check_simulated(*options, configuration);
          // Weeks of requests come within a minute.
          configuration.requests_per_second_per_token = 0;
          configuration.requests_per_second_per_address = 0;
          simulated.emplace(machine, machine.now() - simulated_past);
        }
        set_up_log(configuration.log_level, configuration.log_format);
        ignore_reloading_without_certificate(configuration, context.surroundings());
        const ServiceManager manager(
            context.surroundings().environment("NOTIFY_SOCKET").value_or(""));
        const StopSignal stop;
        const registry::Clock& clock =
            simulated ? *simulated : static_cast<const registry::Clock&>(machine);
        if (!wait_for_database(configuration, stop)) return cli::ExitCode::ok;
        Application application(configuration, clock, Duty::serve,
                                simulated ? &*simulated : nullptr);
        const auto port = application.start();
        security::SystemRandom random;
        const auto link = set_up_link(
            application.store(), random, clock,
            configuration.public_url.empty()
                ? fmt::format("{}://127.0.0.1:{}",
                              configuration.tls_certificate.empty() ? "http" : "https", port)
                : configuration.public_url);
        if (!link.empty()) {
          context.out() << fmt::format(
              "This server waits to be set up. Open this link, which works once, "
              "within a day:\n  {}\n",
              link);
          context.out().flush();
        }
        // Elsewhere every line of stderr is one of the log.
        if (context.surroundings().err_is_terminal) {
          context.err() << fmt::format("muster serves {} on port {}; Ctrl-C ends it\n",
                                       configuration.data, port);
          context.err().flush();
        }
        manager.ready();
        stop.wait();
        manager.stopping();
        application.stop();
        return application.is_outgrown() ? cli::ExitCode::machine : cli::ExitCode::ok;
      });
  Configuration defaults;
  for (const auto& key : configuration_keys(defaults)) {
    command.add_option(flag_of(key.key), options->given[key.key], key.help);
  }
  command.add_option("--config", options->config,
                     "Configuration file [DATA/muster.toml or /etc/muster/muster.toml]");
  command.add_option("--clock", options->clock, "machine, or simulated: one that is moved")
      ->capture_default_str()
      ->check(CLI::IsMember({"machine", "simulated"}));
  command.add_flag("--for-tests", options->for_tests,
                   "Nobody relies on this server: allows --clock simulated");
  command.add_flag("--print-config", options->print_config,
                   "Print the configuration that would be used, and end");
}

}  // namespace muster::server
