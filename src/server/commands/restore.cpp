#include <fmt/format.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string_view>
#include <system_error>

#include "cli/context.h"
#include "cli/failure.h"
#include "server/commands/commands.h"
#include "storage/sqlite/folder.h"
#include "storage/store.h"

namespace muster::server {
namespace {

namespace fs = std::filesystem;

bool is_of_store(std::string_view name) {
  return name.starts_with(storage::sqlite::registry_file) ||
         name.starts_with(storage::sqlite::identity_file) || name == storage::sqlite::lock_file;
}

[[noreturn]] void refuse(cli::ExitCode code, std::string what, std::string next) {
  throw cli::Failure(code, std::move(what), std::move(next));
}

/// Keeps servers off a folder that is replaced; nothing where there is nothing yet.
std::optional<storage::sqlite::FolderLock> hold_target(const fs::path& data, bool force) {
  std::error_code ignored;
  if (!fs::exists(data, ignored) || fs::is_empty(data, ignored)) return std::nullopt;
  if (!force) {
    refuse(cli::ExitCode::usage, fmt::format("{} is not empty", data.string()),
           "Choose a new folder, or add --force to replace what is there.");
  }
  auto lock = storage::sqlite::FolderLock::take(data);
  if (!lock) refuse(cli::ExitCode::machine, lock.error().message, {});
  return std::move(*lock);
}

/// Puts `fresh` in the place of `data`, by renaming: at every moment one of them is whole. What
/// else stood in the folder, such as its configuration, stays.
std::error_code replace_folder(const fs::path& data, const fs::path& fresh) {
  const fs::path replaced = data.string() + ".replaced";
  std::error_code error;
  fs::remove_all(replaced, error);
  if (error) return error;
  const bool was_there = fs::exists(data);
  if (was_there) {
    for (const auto& entry : fs::directory_iterator(data)) {
      if (is_of_store(entry.path().filename().string())) continue;
      fs::copy(entry.path(), fresh / entry.path().filename(), fs::copy_options::recursive, error);
      if (error) return error;
    }
    fs::rename(data, replaced, error);
    if (error) return error;
  }
  fs::rename(fresh, data, error);
  if (error) {
    std::error_code ignored;
    if (was_there) fs::rename(replaced, data, ignored);
    return error;
  }
  std::error_code ignored;
  fs::remove_all(replaced, ignored);
  return {};
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
        ::umask(0077);  // nobody else reads what a data folder holds
        const auto held = hold_target(options->data, options->force);
        check_backup(options->from);
        // Beside its place first, so that what is there stays until the copy is whole.
        fs::path data = fs::absolute(options->data).lexically_normal();
        if (!data.has_filename()) data = data.parent_path();  // `folder/`
        const fs::path beside = data.string() + ".restoring";
        std::error_code ignored;
        fs::remove_all(beside, ignored);
        if (const auto done = storage::back_up_sqlite(options->from, beside, [](double) {});
            !done) {
          refuse(cli::ExitCode::machine, done.error().message, "Nothing was changed.");
        }
        if (const auto error = replace_folder(data, beside)) {
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
