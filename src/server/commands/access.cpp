// `muster access` prints the table by which registry::may decides, for people to read and for the
// tests to hold the server against.

#include "registry/access.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <ostream>

#include "cli/context.h"
#include "cli/output.h"
#include "server/commands/commands.h"

namespace muster::server {
namespace {

namespace json = boost::json;
using registry::OrganisationKind;
using registry::Role;
using registry::Roles;

json::array names_of(Roles roles) {
  json::array names;
  for (const auto role :
       {Role::operator_, Role::auditor, Role::admin_agent, Role::sales_agent, Role::helpdesk_agent,
        Role::administrator, Role::publisher, Role::reader}) {
    if (roles.contains(role)) names.emplace_back(to_string(role));
  }
  return names;
}

/// The roles of each kind that the action is for; nobody of another kind does it.
json::array own_names(const registry::Rule& rule) {
  json::array names;
  for (const auto kind : registry::all_organisation_kinds) {
    if (rule.kind && *rule.kind != kind) continue;
    for (const auto role : registry::roles_of(kind)) {
      if (!rule.own.contains(role)) continue;
      const json::value name(to_string(role));
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

std::string joined(const json::array& names) {
  std::string text;
  for (const auto& name : names) {
    if (!text.empty()) text += ", ";
    text += std::string_view(name.as_string());
  }
  return text;
}

cli::ExitCode print(cli::Context& context) {
  json::array rules;
  cli::Table table{{{"Action", false, false},
                    {"Scope", false, false},
                    {"In its own organisation"},
                    {"Of the operator, to any"},
                    {"Of a partner, delegated"},
                    {"Of a partner, not delegated"}},
                   {}};
  for (const auto& rule : registry::access_rules()) {
    const auto own = own_names(rule);
    const auto operators = names_of(rule.operators);
    const auto partners = names_of(rule.partners);
    const auto plain = names_of(rule.plain_partners);
    rules.push_back(
        {{"action", rule.name},
         {"scope", to_string(rule.scope)},
         {"kind", rule.kind ? json::value(to_string(*rule.kind)) : json::value(nullptr)},
         {"changes", rule.changes},
         {"people_only", rule.people},
         {"own", own},
         {"operators", operators},
         {"partners", partners},
         {"plain_partners", plain}});
    table.rows.push_back({std::string(rule.name), std::string(to_string(rule.scope)), joined(own),
                          joined(operators), joined(partners), joined(plain)});
  }
  switch (context.format()) {
    case cli::OutputFormat::json:
      context.out() << cli::render_json(rules);
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

}  // namespace

void add_access(cli::CommandTree& tree) {
  auto& command = tree.command(tree.root(),
                               {"access",
                                "Show who may do what: the table by which the server decides",
                                {"muster access", "muster access -o json"}},
                               print);
  tree.add_format_option(command);
}

}  // namespace muster::server
