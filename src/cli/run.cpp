#include "cli/run.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

#include "cli/commands.h"
#include "cli/context.h"
#include "cli/failure.h"
#include "cli/help.h"
#include "cli/nearest.h"

namespace muster::cli {

namespace {

std::string path_of(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : path_of(*parent) + ' ' + app.get_name();
}

std::vector<std::string> names_near(const CLI::App& app, bool options) {
  std::vector<std::string> names;
  if (options) {
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  } else {
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  }
  return names;
}

/// The word that nothing takes is what a person got wrong, whatever CLI11 stumbled over first.
std::optional<Failure> unknown_word(CommandTree& tree) {
  const std::vector<std::string> words = tree.root().remaining(true);
  if (words.empty()) return std::nullopt;
  const auto is_option = [](const std::string& word) { return word.starts_with('-'); };
  const auto option = std::ranges::find_if(words, is_option);
  const bool has_option = option != words.end();
  CLI::App& app = tree.parsed();
  const bool is_group = !app.get_subcommands({}).empty();
  // `muster devcies list --stat x`: the subcommand comes before its options.
  const bool about_option = has_option && !(is_group && option != words.begin());
  std::string word = about_option ? *option : words.front();
  word = word.substr(0, about_option ? word.find('=') : std::string::npos);
  const auto near = nearest(word, names_near(app, about_option));
  std::string next = fmt::format("`{} --help` lists what there is", path_of(app));
  if (near) next = fmt::format("Did you mean `{}`? {}", *near, next);
  if (about_option) {
    return Failure(ExitCode::usage, fmt::format("`{}` has no flag `{}`", path_of(app), word), next);
  }
  if (is_group) {
    return Failure(ExitCode::usage, fmt::format("`{}` has no command `{}`", path_of(app), word),
                   next);
  }
  return Failure(
      ExitCode::usage,
      fmt::format("`{}` takes no more arguments, so `{}` is one too many", path_of(app), word),
      next);
}

int finish_with(const Surroundings& surroundings, const Failure& failure) {
  surroundings.out.flush();
  surroundings.err << render_failure(failure, surroundings.err_has_colours()) << std::flush;
  return static_cast<int>(failure.exit_code);
}

int parse_failed(CommandTree& tree, const Surroundings& surroundings,
                 const CLI::ParseError& error) {
  if (const auto failure = unknown_word(tree)) return finish_with(surroundings, *failure);
  return finish_with(surroundings,
                     Failure(ExitCode::usage, error.what(),
                             fmt::format("`{} --help` says how", path_of(tree.parsed()))));
}

int execute(CommandTree& tree, const Surroundings& surroundings) {
  const Action* action = tree.chosen();
  if (action == nullptr) {
    if (const auto failure = unknown_word(tree)) return finish_with(surroundings, *failure);
    surroundings.err << tree.root().help();
    return static_cast<int>(ExitCode::usage);
  }
  Context context(surroundings, tree.client_flags(), tree);
  const ExitCode code = (*action)(context);
  if (!surroundings.out.flush()) {
    throw Failure(ExitCode::machine, "The output could not be written whole",
                  "Check that the disk is not full and that the reader of the pipe still runs");
  }
  return static_cast<int>(code);
}

}  // namespace

void add_client_commands(CommandTree& tree) {
  add_register(tree);
  add_batches(tree);
  add_devices(tree);
  add_directory(tree);
  add_customers(tree);
  add_organisations(tree);
  add_relationships(tree);
  add_requests(tree);
  add_samples(tree);
  add_token(tree);
  add_login(tree);
  add_completion(tree);
  add_version(tree);
}

int run(const std::vector<std::string>& arguments, const Surroundings& surroundings,
        std::span<const AddCommands> extra) {
  CommandTree tree;
  add_client_commands(tree);
  for (const AddCommands& add : extra) add(tree);
  try {
    // CLI11 takes them in reverse.
    tree.root().parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    return execute(tree, surroundings);
  } catch (const CLI::CallForHelp&) {
    surroundings.out << tree.root().help();
    return static_cast<int>(ExitCode::ok);
  } catch (const CLI::ParseError& error) {
    return parse_failed(tree, surroundings, error);
  } catch (const Failure& failure) {
    return finish_with(surroundings, failure);
  } catch (const std::exception& error) {
    return finish_with(surroundings,
                       Failure(ExitCode::machine, fmt::format("Unexpected error: {}", error.what()),
                               "This is a fault of Muster or of this machine; please report it"));
  }
}

int run(int argc, char** argv, std::span<const AddCommands> extra) {
  return run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc),
             process_surroundings(), extra);
}

}  // namespace muster::cli
