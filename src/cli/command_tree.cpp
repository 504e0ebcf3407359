#include "cli/command_tree.h"

#include <CLI/CLI.hpp>
#include <sstream>
#include <stdexcept>

#include "cli/help.h"

namespace muster::cli {

namespace {

std::string footer_of(const std::vector<std::string>& examples) {
  std::string footer;
  for (const std::string& example : examples) {
    std::istringstream lines(example);
    for (std::string line; std::getline(lines, line);) footer += "  " + line + '\n';
  }
  return footer;
}

CLI::App* child_of(CLI::App& parent, const std::string& name) {
  for (CLI::App* child : parent.get_subcommands({})) {
    if (child->get_name() == name) return child;
  }
  return nullptr;
}

constexpr const char* connection_group = "Connection and output";

}  // namespace

CommandTree::CommandTree()
    : root_(std::make_unique<CLI::App>("Register devices for customers, and follow each one until "
                                       "its user has it",
                                       "muster")) {
  root_->formatter(std::make_shared<HelpFormatter>());
  root_->set_help_flag("-h,--help", "Show this help");
  root_->footer(footer_of({"muster login --server https://muster.example.com",
                           "muster register devices.csv --customer Fabrikam --wait",
                           "muster devices list --customer Fabrikam --state registration_failed"}));
}

CommandTree::~CommandTree() = default;

CLI::App& CommandTree::group(const std::string& name, const std::string& summary) {
  if (CLI::App* existing = child_of(*root_, name)) return *existing;
  return *root_->add_subcommand(name, summary)->footer(std::string());
}

CLI::App& CommandTree::command(CLI::App& parent, const CommandText& text, Action action) {
  CLI::App* command = parent.add_subcommand(text.name, text.summary);
  command->footer(footer_of(text.examples));
  actions_[command] = std::move(action);
  return *command;
}

CLI::App& CommandTree::remote_command(CLI::App& parent, const CommandText& text, Action action) {
  CLI::App& added = command(parent, text, std::move(action));
  add_format_option(added);
  added
      .add_option("--server", client_flags_.server,
                  "Address of the server [MUSTER_SERVER, client.toml, http://127.0.0.1:8080]")
      ->type_name("URL")
      ->group(connection_group);
  added
      .add_option("--token", client_flags_.token,
                  "API token; others on this machine can see a command line, so prefer `muster "
                  "login` [MUSTER_TOKEN, client.toml]")
      ->type_name("TOKEN")
      ->group(connection_group);
  return added;
}

void CommandTree::add_format_option(CLI::App& command) {
  command.add_option("-o,--format", client_flags_.format, "How to print [MUSTER_OUTPUT, table]")
      ->type_name("table|json|csv")
      ->group(connection_group);
}

CLI::App& CommandTree::find(const std::string& path) {
  CLI::App* found = root_.get();
  std::istringstream words(path);
  for (std::string word; words >> word;) {
    found = child_of(*found, word);
    if (found == nullptr) throw std::out_of_range("no subcommand " + path);
  }
  return *found;
}

void CommandTree::wrap(CLI::App& command, const std::function<Action(Action)>& wrapper) {
  Action& action = actions_.at(&command);
  action = wrapper(std::move(action));
}

CLI::App& CommandTree::parsed() {
  CLI::App* deepest = root_.get();
  while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().back();
  return *deepest;
}

const Action* CommandTree::chosen() {
  const auto found = actions_.find(&parsed());
  return found == actions_.end() ? nullptr : &found->second;
}

}  // namespace muster::cli
