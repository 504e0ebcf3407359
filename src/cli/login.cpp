#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <istream>
#include <ostream>

#include "cli/commands.h"
#include "cli/context.h"
#include "cli/device_login.h"
#include "cli/failure.h"
#include "cli/json_text.h"
#include "cli/lists.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

/// Switches the terminal's echo off as long as it lives.
class SilentTerminal {
 public:
  SilentTerminal() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  ~SilentTerminal() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

std::string trimmed(const std::string& line) {
  const auto first = line.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r\n") - first + 1);
}

std::string read_token(Context& context) {
  const Surroundings& surroundings = context.surroundings();
  std::string line;
  if (surroundings.in_is_terminal) {
    surroundings.err << "API token (not shown): " << std::flush;
    const SilentTerminal silent;
    std::getline(surroundings.in, line);
    surroundings.err << '\n';
  } else {
    std::getline(surroundings.in, line);
  }
  line = trimmed(line);
  if (line.empty()) {
    throw Failure(ExitCode::usage, "No token was given",
                  "Ask your operator for one, made with `muster token create`");
  }
  return line;
}

std::string token_for(Context& context, const std::string& server, bool from_stdin) {
  if (context.flags().token) return *context.flags().token;
  if (from_stdin) return read_token(context);
  Client client(server, {});
  return log_in_by_code(context, client, real_pause());
}

}  // namespace

void add_login(CommandTree& tree) {
  auto from_stdin = std::make_shared<bool>(false);
  CLI::App& command = tree.remote_command(
      tree.root(),
      {"login",
       "Sign in through your browser, or with an API token, for later commands",
       {"muster login --server https://muster.example.com",
        "printf %s \"$SECRET\" | muster login --server https://muster.example.com --token-stdin"}},
      [from_stdin](Context& context) {
        const ClientFlags& flags = context.flags();
        const std::filesystem::path path = client_file(context.surroundings());
        // Not from the settings: an old or broken client.toml is what a login mends.
        const std::string server =
            normalised_server_url(flags.server ? *flags.server
                                               : context.surroundings()
                                                     .environment("MUSTER_SERVER")
                                                     .value_or(ClientSettings().server));
        const std::string token = token_for(context, server, *from_stdin);
        Client client(server, token);
        const json::value me = client.get("/whoami");
        write_client_file(path, server, token);
        if (server.starts_with("http://") && !is_this_machine(server)) {
          context.note("warning: http:// sends the token unencrypted; use https:// where you can");
        }
        if (context.format() == OutputFormat::table) {
          context.out() << fmt::format("Logged in to {} as {} ({}). Kept in {}\n", server,
                                       text_at(me, "organisation.name"),
                                       text_at(me, "organisation.kind"), path.string());
        } else {
          print_one(context, me,
                    {{"Organisation", text_at(me, "organisation.id")},
                     {"Name", text_at(me, "organisation.name")},
                     {"Kind", text_at(me, "organisation.kind")},
                     {"Server", server}});
        }
        return ExitCode::ok;
      });
  command.add_flag("--token-stdin", *from_stdin,
                   "Take an API token from stdin instead; a terminal is asked for it");
}

}  // namespace muster::cli
