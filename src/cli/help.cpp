#include "cli/help.h"

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

namespace muster::cli {

namespace {

constexpr std::size_t help_columns = 96;
constexpr std::size_t widest_name = 30;

constexpr const char* exit_codes = R"(
Exit codes:
  0  all good
  1  done, but some rows or devices failed
  2  the command line, the configuration or a file is wrong
  3  the server said no
  4  the server can't be reached
  5  this machine failed: disk full, port taken, ...
)";

using HelpLines = std::vector<std::pair<std::string, std::string>>;

void append_wrapped(std::string& text, const std::string& words, std::size_t indent) {
  std::size_t column = indent;
  bool first = true;
  std::istringstream stream(words);
  for (std::string word; stream >> word;) {
    if (!first && column + 1 + word.size() > help_columns) {
      text += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (!first) {
      text += ' ';
      ++column;
    }
    text += word;
    column += word.size();
    first = false;
  }
  text += '\n';
}

std::string section(const std::string& title, const HelpLines& lines) {
  if (lines.empty()) return {};
  std::size_t widest = 0;
  for (const auto& line : lines) {
    if (line.first.size() <= widest_name) widest = std::max(widest, line.first.size());
  }
  std::string text = '\n' + title + ":\n";
  for (const auto& [name, description] : lines) {
    text += "  " + name;
    const std::size_t indent = widest + 4;
    if (name.size() > widest) {
      text += '\n' + std::string(indent, ' ');
    } else {
      text += std::string(indent - 2 - name.size(), ' ');
    }
    append_wrapped(text, description, indent);
  }
  return text;
}

std::string value_name(const CLI::Option& option) {
  return takes_value(option) ? ' ' + option.get_type_name() : std::string();
}

std::string usage(const CLI::App& app, const std::string& name) {
  std::string text = "\nUsage: " + name;
  bool has_optional = false;
  std::string required;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) {
      const std::string dots = option->get_items_expected_max() > 1 ? "..." : "";
      const std::string argument = option->get_name(true) + dots;
      text += option->get_required() ? ' ' + argument : " [" + argument + ']';
    } else if (option->get_required()) {
      required += ' ' + option->get_name() + value_name(*option);
    } else {
      has_optional = true;
    }
  }
  if (!app.get_subcommands({}).empty()) text += " COMMAND";
  return text + required + (has_optional ? " [options]\n" : "\n");
}

}  // namespace

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

std::string option_names(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true);
  std::string names;
  for (const std::string& name : option.get_snames()) names += (names.empty() ? "-" : ", -") + name;
  for (const std::string& name : option.get_lnames()) {
    names += (names.empty() ? "--" : ", --") + name;
  }
  return names;
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode /*mode*/) const {
  HelpLines arguments;
  std::vector<std::pair<std::string, HelpLines>> groups;
  for (const CLI::Option* option : app->get_options()) {
    if (option->get_group().empty()) continue;
    if (option->get_positional()) {
      arguments.emplace_back(option_names(*option), option->get_description());
      continue;
    }
    const std::string title = option->get_group();
    auto group = std::ranges::find(groups, title, &std::pair<std::string, HelpLines>::first);
    if (group == groups.end()) group = groups.insert(groups.end(), {title, {}});
    const std::string required = option->get_required() ? " (required)" : "";
    group->second.emplace_back(option_names(*option) + value_name(*option),
                               option->get_description() + required);
  }
  HelpLines commands;
  for (const CLI::App* command : app->get_subcommands({})) {
    commands.emplace_back(command->get_name(), command->get_description());
  }
  // The help flag comes first in CLI11; here its group comes first and it goes to its end.
  for (auto& group : groups) {
    std::ranges::stable_partition(group.second,
                                  [](const auto& line) { return line.first != "-h, --help"; });
  }
  std::string text = app->get_description() + '\n' + usage(*app, name);
  text += section("Arguments", arguments);
  text += section("Commands", commands);
  for (const auto& [title, lines] : groups) text += section(title, lines);
  if (!app->get_footer().empty()) text += "\nExamples:\n" + app->get_footer();
  if (app->get_parent() == nullptr) text += exit_codes;
  if (!commands.empty()) text += "\n`" + name + " COMMAND --help` says more of each.\n";
  return text;
}

}  // namespace muster::cli
