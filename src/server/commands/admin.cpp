#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "cli/context.h"
#include "cli/failure.h"
#include "cli/output.h"
#include "security/random.h"
#include "security/random_password.h"
#include "server/commands/commands.h"
#include "server/first_run.h"
#include "server/open_store.h"

namespace muster::server {
namespace {

struct AdminOptions {
  Place place;
  Admin admin;
  bool password_from_input = false;
};

cli::ExitCode create(cli::Context& context, AdminOptions options) {
  const registry::SystemClock clock;
  const auto store = open_beside(options.place, clock);
  const bool made_up = !options.password_from_input;
  if (made_up) {
    security::SystemRandom random;
    options.admin.password = security::random_password(random);
  } else {
    std::getline(std::cin, options.admin.password);
  }
  const auto person = create_admin(*store, options.admin);
  if (!person) throw cli::Failure(cli::ExitCode::usage, person.error());
  if (context.format() == cli::OutputFormat::json) {
    boost::json::object shown = {{"person_id", person->id.text()}, {"email", person->email}};
    if (made_up) shown["password"] = options.admin.password;
    context.out() << cli::render_json(shown);
  } else if (made_up) {
    context.out() << options.admin.password << '\n';
  }
  context.note(made_up
                   ? fmt::format("{} signs in with this password; change it there.", person->email)
                   : fmt::format("{} can sign in.", person->email));
  return cli::ExitCode::ok;
}

}  // namespace

void add_admin(cli::CommandTree& tree) {
  auto options = std::make_shared<AdminOptions>();
  auto& group = tree.group("admin", "The operator's people, on the machine of the server");
  auto& command = tree.command(
      group,
      {"create",
       "Create an operator's account; the server may go on serving",
       {"muster admin create --email ops@example.com --name \"Olive Ops\"",
        "muster admin create --email ops@example.com --name Olive --password-stdin < file"}},
      [options](cli::Context& context) { return create(context, *options); });
  add_place_options(command, options->place);
  command.add_option("--email", options->admin.email, "E-mail address to sign in with")->required();
  command.add_option("--name", options->admin.name, "Name of the person")->required();
  command.add_flag("--password-stdin", options->password_from_input,
                   "Read the password from standard input [one is made up and printed]");
  tree.add_format_option(command);
}

}  // namespace muster::server
