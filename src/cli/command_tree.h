#pragma once
// The tree of subcommands, on CLI11. A file adds its subcommands with `command()` (works on this
// machine) or `remote_command()` (talks to a server: gets --server, --token and -o) and says what
// each does in an Action. To add a subcommand, read register.cpp.
//
//   void add_customers(CommandTree& tree) {
//     auto& group = tree.group("customers", "Customers that you may work for");
//     auto& list = tree.remote_command(group, {"list", "List customers", {"muster customers
//     list"}},
//         [](Context& context) { ...; return ExitCode::ok; });
//   }
//
// Options belong to the CLI::App that `command()` returns; bind them to a struct in a shared_ptr
// that the action holds as well.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/settings.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace muster::cli {

class Context;

/// Throws Failure for what ends it early.
using Action = std::function<ExitCode(Context&)>;

struct CommandText {
  std::string name;
  std::string summary;                ///< one line, a verb first, no full stop
  std::vector<std::string> examples;  ///< whole command lines; a second line after \n is a comment
};

/// Used by one thread, from `run()` on.
class CommandTree {
 public:
  CommandTree();
  ~CommandTree();
  CommandTree(const CommandTree&) = delete;
  CommandTree& operator=(const CommandTree&) = delete;

  CLI::App& root() { return *root_; }
  /// A word that only holds subcommands (`batches`). The group of that name if there is one.
  CLI::App& group(const std::string& name, const std::string& summary);
  CLI::App& command(CLI::App& parent, const CommandText& text, Action action);
  /// Like command(), with the flags of every client command.
  CLI::App& remote_command(CLI::App& parent, const CommandText& text, Action action);
  /// Adds -o/--format alone, for commands of this machine that can print JSON.
  void add_format_option(CLI::App& command);

  /// The subcommand `token create`; throws std::out_of_range when there is none.
  CLI::App& find(const std::string& path);
  /// Replaces the action of a subcommand by what `wrapper` makes of it. The server side uses it to
  /// give `token create` a --data flag that works without a server:
  ///   auto& create = tree.find("token create");
  ///   create.add_option("--data", *data, "...");
  ///   tree.wrap(create, [=](Action remote) -> Action { ... });
  void wrap(CLI::App& command, const std::function<Action(Action)>& wrapper);

  /// The deepest subcommand that was parsed; root() when there was none.
  CLI::App& parsed();
  /// The action of parsed(); null for a group and for the root.
  const Action* chosen();
  /// Values of --server, --token and -o as given, whatever the subcommand.
  ClientFlags& client_flags() { return client_flags_; }

 private:
  std::unique_ptr<CLI::App> root_;
  std::map<const CLI::App*, Action> actions_;
  ClientFlags client_flags_;
};

/// Adds subcommands of another layer to the tree.
using AddCommands = std::function<void(CommandTree&)>;

}  // namespace muster::cli
