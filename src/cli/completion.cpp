#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

#include "cli/commands.h"
#include "cli/context.h"
#include "cli/help.h"

// The script is static: one `case` line for each subcommand, made from the tree, so that completing
// asks nothing of the program and works offline. It walks the words typed so far to find where it
// is.

namespace muster::cli {

namespace {

constexpr const char* script_start =
    R"(# bash completion for muster; made by `muster completion bash`
_muster() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path=muster word
  local i commands flags values files
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case "$path $word" in
)";

constexpr const char* script_middle = R"(        path="$path $word" ;;
    esac
  done
  commands='' flags='' values='' files=''
  case "$path $prev" in
)";

constexpr const char* script_commands = R"(  esac
  case "$path" in
)";

constexpr const char* script_end = R"(  esac
  case $values in
    FILE) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ; return ;;
    ANY) COMPREPLY=() ; return ;;
    ?*) mapfile -t COMPREPLY < <(compgen -W "$values" -- "$cur") ; return ;;
  esac
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$cur")
  elif [[ -n $commands ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
  elif [[ -n $files ]]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  else
    COMPREPLY=()
  fi
}
complete -o filenames -F _muster muster
)";

struct Lines {
  std::string paths;   ///< every path, for the walk over the words
  std::string values;  ///< what may follow a flag
  std::string cases;   ///< subcommands and flags of each path
};

/// `table|json|csv` becomes words; FILE and DIR are files; of anything else nothing is known.
std::string values_of(const CLI::Option& option) {
  std::string type = option.get_type_name();
  if (type == "FILE" || type == "DIR") return "FILE";
  const bool is_choice = type.find('|') != std::string::npos &&
                         std::ranges::none_of(type, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!is_choice) return "ANY";
  std::ranges::replace(type, '|', ' ');
  return type;
}

bool takes_file(const CLI::Option& positional) {
  return positional.get_name(true) == "FILE" || positional.get_name(true) == "DIR";
}

void append(Lines& lines, const CLI::App& app, const std::string& path) {
  std::vector<std::string> commands;
  std::vector<std::string> flags;
  bool files = false;
  for (const CLI::App* command : app.get_subcommands({})) commands.push_back(command->get_name());
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) {
      files = files || takes_file(*option);
      continue;
    }
    std::string patterns;
    const auto add = [&](const std::string& name) {
      flags.push_back(name);
      patterns += fmt::format("{}\"{} {}\"", patterns.empty() ? "" : "|", path, name);
    };
    for (const std::string& name : option->get_snames()) add("-" + name);
    for (const std::string& name : option->get_lnames()) add("--" + name);
    if (takes_value(*option)) {
      lines.values += fmt::format("    {}) values=\"{}\" ;;\n", patterns, values_of(*option));
    }
  }
  lines.cases += fmt::format("    \"{}\")\n      commands=\"{}\" flags=\"{}\" files={} ;;\n", path,
                             fmt::join(commands, " "), fmt::join(flags, " "), files ? "1" : "");
  for (const CLI::App* command : app.get_subcommands({})) {
    const std::string inner = path + ' ' + command->get_name();
    lines.paths += fmt::format("{}\"{}\"", lines.paths.empty() ? "      " : "|\\\n      ", inner);
    append(lines, *command, inner);
  }
}

std::string bash_script(const CLI::App& root) {
  Lines lines;
  append(lines, root, "muster");
  return script_start + lines.paths + ")\n" + script_middle + lines.values + script_commands +
         lines.cases + script_end;
}

}  // namespace

void add_completion(CommandTree& tree) {
  CLI::App& group = tree.group("completion", "Print a script that completes words in your shell");
  tree.command(group,
               {"bash",
                "Print the script for bash",
                {"source <(muster completion bash)",
                 "muster completion bash > ~/.local/share/bash-completion/completions/muster"}},
               [](Context& context) {
                 context.out() << bash_script(context.tree().root());
                 return ExitCode::ok;
               });
}

}  // namespace muster::cli
