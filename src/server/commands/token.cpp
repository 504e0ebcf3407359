#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <ostream>

#include "cli/context.h"
#include "cli/expiry.h"
#include "cli/failure.h"
#include "cli/output.h"
#include "security/secret.h"
#include "server/commands/commands.h"
#include "server/first_run.h"
#include "server/open_store.h"
#include "storage/store.h"

namespace muster::server {
namespace {

namespace json = boost::json;

/// By ID, by exact name, or `operator` for the one that runs the installation.
registry::Organisation choose(storage::Store& store, const std::string& wanted) {
  if (const auto id = registry::OrganisationId::parse(wanted)) {
    if (auto found = store.organisations().find(*id)) return *found;
  }
  if (wanted.empty() || wanted == "operator") return operator_organisation(store);
  for (const auto kind : registry::all_organisation_kinds) {
    if (auto found = store.organisations().find(kind, wanted)) return *found;
  }
  throw cli::Failure(cli::ExitCode::usage, fmt::format("No organisation is called `{}`", wanted),
                     "Give an ID (org_...) or the exact name.", "--organisation");
}

std::string option(const CLI::App& command, const std::string& name) {
  const auto* const found = command.get_option_no_throw(name);
  return found == nullptr || found->count() == 0 ? std::string() : found->as<std::string>();
}

json::value or_null(const std::optional<registry::Time>& time) {
  return time ? json::value(registry::to_text(*time)) : json::value(nullptr);
}

json::object to_json(const registry::Token& token) {
  return {{"id", token.id.text()},
          {"name", token.name},
          {"organisation_id", token.organisation.text()},
          {"created_at", registry::to_text(token.created_at)},
          {"expires_at", or_null(token.expires_at)},
          {"last_used_at", or_null(token.last_used_at)},
          {"revoked_at", or_null(token.revoked_at)}};
}

cli::ExitCode create(cli::Context& context, storage::Store& store, const CLI::App& command) {
  const auto organisation = choose(store, option(command, "--organisation"));
  std::optional<registry::Time> expires_at;
  if (const auto expires = option(command, "--expires"); !expires.empty()) {
    expires_at =
        registry::time_from_text(cli::expiry_time(expires, std::chrono::system_clock::now()));
  }
  security::SystemRandom random;
  const auto secret = security::make_secret(security::SecretKind::token, random);
  registry::Token token;
  store.in_one_step([&] {
    token = store.tokens().create({.organisation = organisation.id,
                                   .name = option(command, "--name"),
                                   .role = registry::full_role_of(organisation.kind),
                                   .created_by = "muster token create",
                                   .expires_at = expires_at},
                                  secret.hash);
    store.audit().append({.name = "muster token create"}, {.organisation = organisation.id,
                                                           .action = "token.created",
                                                           .subject = token.id.text(),
                                                           .subject_name = token.name});
  });
  auto shown = to_json(token);
  shown["token"] = secret.text;
  if (context.format() == cli::OutputFormat::json) {
    context.out() << cli::render_json(shown);
  } else {
    context.out() << secret.text << '\n';
  }
  context.note("Keep the token safe now: it can't be shown again.");
  return cli::ExitCode::ok;
}

cli::ExitCode list(cli::Context& context, storage::Store& store, const CLI::App& command) {
  const auto organisation = choose(store, option(command, "--organisation"));
  json::array tokens;
  cli::Table table{{{"Token", false, false},
                    {"Name"},
                    {"Created (UTC)", false, false},
                    {"Revoked (UTC)", false, false}},
                   {}};
  for (const auto& token : store.tokens().list(organisation.id)) {
    tokens.push_back(to_json(token));
    table.rows.push_back({token.id.text(), token.name, registry::to_text(token.created_at),
                          token.revoked_at ? registry::to_text(*token.revoked_at) : ""});
  }
  switch (context.format()) {
    case cli::OutputFormat::json:
      context.out() << cli::render_json(tokens);
      break;
    case cli::OutputFormat::csv:
      context.out() << cli::render_csv(table);
      break;
    case cli::OutputFormat::table:
      context.out() << cli::render_table(table, context.surroundings().columns,
                                         context.surroundings().out_has_colours());
      break;
  }
  return cli::ExitCode::ok;
}

cli::ExitCode revoke(cli::Context& context, storage::Store& store, const CLI::App& command) {
  const auto organisation = choose(store, option(command, "--organisation"));
  const auto wanted = option(command, "TOKEN");
  const auto id = registry::TokenId::parse(wanted);
  bool revoked = false;
  store.in_one_step([&] {
    revoked = id && store.tokens().revoke(organisation.id, *id);
    if (!revoked) return;
    store.audit().append(
        {.name = "muster token revoke"},
        {.organisation = organisation.id, .action = "token.revoked", .subject = wanted});
  });
  if (!revoked) {
    throw cli::Failure(cli::ExitCode::usage,
                       fmt::format("{} has no token {}", organisation.name, wanted),
                       "`muster token list` shows the tokens of an organisation.", "TOKEN");
  }
  context.note(fmt::format("{} is revoked", wanted));
  return cli::ExitCode::ok;
}

using Local = cli::ExitCode (*)(cli::Context&, storage::Store&, const CLI::App&);

/// With --data or --database the command works there; without it, over the REST API as before.
void add_data_option(cli::CommandTree& tree, const std::string& path, Local local) {
  auto& command = tree.find(path);
  auto place = std::make_shared<Place>(Place{.data = "", .database = ""});
  command.add_option("--data", place->data, "Work on this data folder instead of through a server")
      ->type_name("DIR");
  command.add_option("--database", place->database, "The same on this PostgreSQL database")
      ->type_name("URL");
  tree.wrap(command, [place, local, &command](const cli::Action& remote) -> cli::Action {
    return [place, local, remote, &command](cli::Context& context) {
      if (place->data.empty() && place->database.empty()) return remote(context);
      const registry::SystemClock clock;
      const auto store = open_beside(*place, clock);
      return local(context, *store, command);
    };
  });
}

}  // namespace

void add_local_tokens(cli::CommandTree& tree) {
  add_data_option(tree, "token create", create);
  add_data_option(tree, "token list", list);
  add_data_option(tree, "token revoke", revoke);
}

}  // namespace muster::server
