#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <ostream>
#include <system_error>

#include "cli/context.h"
#include "cli/failure.h"
#include "registry/time.h"
#include "server/commands/commands.h"
#include "storage/store.h"

namespace muster::server {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(cli::ExitCode code, std::string what, std::string next) {
  throw cli::Failure(code, std::move(what), std::move(next));
}

/// A server that runs on the folder holds it, so opening it alone fails then.
void check_target(const fs::path& data, bool force) {
  std::error_code ignored;
  if (!fs::exists(data, ignored) || fs::is_empty(data, ignored)) return;
  if (!force) {
    refuse(cli::ExitCode::usage, fmt::format("{} is not empty", data.string()),
           "Choose a new folder, or add --force to replace what is there.");
  }
  const registry::SystemClock clock;
  const auto opened = storage::open_sqlite(data, clock, {.exclusive = true, .create = false});
  if (!opened && opened.error().kind == storage::OpenError::Kind::in_use) {
    refuse(cli::ExitCode::machine, opened.error().message, {});
  }
}

void check_backup(const fs::path& from) {
  for (const auto& finding : storage::examine_sqlite(from)) {
    if (!finding.ok) {
      refuse(cli::ExitCode::usage,
             fmt::format("The backup in {} is not sound: {}: {}", from.string(), finding.check,
                         finding.detail),
             "Use another backup; nothing was changed.");
    }
  }
}

}  // namespace

void add_restore(cli::CommandTree& tree) {
  struct Options {
    std::string from;
    std::string data = "data";
    bool force = false;
  };
  auto options = std::make_shared<Options>();
  auto& command = tree.command(
      tree.root(),
      {"restore",
       "Make a data folder from a backup",
       {"muster restore --from /backups/2026-11-23 --data /var/lib/muster"}},
      [options](cli::Context& context) {
        check_target(options->data, options->force);
        check_backup(options->from);
        // Beside its place first, so that what is there stays until the copy is whole.
        const fs::path data = fs::absolute(options->data).lexically_normal();
        const fs::path beside = data.string() + ".restoring";
        std::error_code ignored;
        fs::remove_all(beside, ignored);
        if (const auto done = storage::back_up_sqlite(options->from, beside, [](double) {});
            !done) {
          refuse(cli::ExitCode::machine, done.error().message, "Nothing was changed.");
        }
        std::error_code error;
        fs::remove_all(data, error);
        if (!error) fs::rename(beside, data, error);
        if (error) {
          refuse(cli::ExitCode::machine,
                 fmt::format("{} could not be replaced: {}", data.string(), error.message()),
                 fmt::format("The restored data is in {}.", beside.string()));
        }
        context.out() << fmt::format("{} is restored from {}\n", options->data, options->from);
        return cli::ExitCode::ok;
      });
  command.add_option("--from", options->from, "Folder that `muster backup` made")->required();
  command.add_option("--data", options->data, "Data folder to make")->capture_default_str();
  command.add_flag("--force", options->force, "Replace a folder that holds data");
}

}  // namespace muster::server
