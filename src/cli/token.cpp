#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <ostream>

#include "cli/commands.h"
#include "cli/context.h"
#include "cli/expiry.h"
#include "cli/json_text.h"
#include "cli/lists.h"
#include "cli/organisation_choice.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

struct TokenOptions {
  std::string organisation;
  std::string name;
  std::string expires;
  std::string token_id;
};

std::string tokens_path(Context& context, const TokenOptions& options) {
  const std::string organisation = choose_organisation(context, options.organisation);
  return "/organisations/" + percent_encoded(organisation) + "/tokens";
}

void add_organisation_option(CLI::App& command, TokenOptions& options) {
  command
      .add_option("--organisation", options.organisation,
                  "The organisation, by ID or exact name [your own]")
      ->type_name("ID|NAME");
}

void add_create(CommandTree& tree, CLI::App& group) {
  auto options = std::make_shared<TokenOptions>();
  CLI::App& command = tree.remote_command(
      group,
      {"create",
       "Create an API token; it is shown this once",
       {"muster token create --name nightly-upload --expires 90d",
        "muster token create --organisation Fabrikam --name admin -o json | jq -r .token"}},
      [options](Context& context) {
        json::object body{{"name", options->name}};
        if (!options->expires.empty()) {
          body["expires_at"] = expiry_time(options->expires, std::chrono::system_clock::now());
        }
        const json::value token = context.client().post(tokens_path(context, *options), body);
        print_one(context, token,
                  {{"Token", Cell(text_at(token, "token"), Colour::bold)},
                   {"ID", text_at(token, "id")},
                   {"Name", text_at(token, "name")},
                   {"Organisation", text_at(token, "organisation_id")},
                   {"Expires (UTC)", time_at(token, "expires_at")}});
        context.note("Keep the token safe now: it can't be shown again.");
        return ExitCode::ok;
      });
  add_organisation_option(command, *options);
  command.add_option("--name", options->name, "What it is for, so that it can be told apart later")
      ->required()
      ->type_name("TEXT");
  command
      .add_option("--expires", options->expires,
                  "When it ends: 12h, 90d, or a time like 2027-01-31T00:00:00Z [never]")
      ->type_name("TIME");
}

void add_token_list(CommandTree& tree, CLI::App& group) {
  auto options = std::make_shared<TokenOptions>();
  auto paging = std::make_shared<std::shared_ptr<Paging>>();
  CLI::App& command = tree.remote_command(
      group, {"list", "List the API tokens of an organisation", {"muster token list"}},
      [options, paging](Context& context) {
        const ListView view{
            {{"Token", false, false},
             {"Name"},
             {"Created (UTC)", false, false},
             {"Last used (UTC)", false, false},
             {"Expires (UTC)", false, false},
             {"Revoked (UTC)", false, false}},
            [](const json::value& token) -> std::vector<Cell> {
              return {
                  text_at(token, "id"),         text_at(token, "name"),
                  time_at(token, "created_at"), time_at(token, "last_used_at"),
                  time_at(token, "expires_at"), Cell(time_at(token, "revoked_at"), Colour::red)};
            },
            "No tokens."};
        return print_list(context, tokens_path(context, *options), {}, **paging, view);
      });
  add_organisation_option(command, *options);
  *paging = add_paging(command);
}

void add_revoke(CommandTree& tree, CLI::App& group) {
  auto options = std::make_shared<TokenOptions>();
  CLI::App& command =
      tree.remote_command(group,
                          {"revoke",
                           "Revoke an API token; it stops working at once",
                           {"muster token revoke tok_4c8v2n6b0m1k9"}},
                          [options](Context& context) {
                            context.client().remove(tokens_path(context, *options) + '/' +
                                                    percent_encoded(options->token_id));
                            context.note(fmt::format("{} is revoked", options->token_id));
                            return ExitCode::ok;
                          });
  command.add_option("TOKEN", options->token_id, "ID of the token, tok_... (not its secret)")
      ->required();
  add_organisation_option(command, *options);
}

}  // namespace

void add_token(CommandTree& tree) {
  CLI::App& group = tree.group("token", "API tokens: create, list, revoke");
  add_create(tree, group);
  add_token_list(tree, group);
  add_revoke(tree, group);
}

}  // namespace muster::cli
