#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "cli/commands.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/lists.h"
#include "cli/organisation_view.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

struct OrganisationOptions {
  std::string kind;
  std::string name;
};

CLI::Option* add_kind_option(CLI::App& command, std::string& target, const std::string& help) {
  return command.add_option("--kind", target, help)
      ->check(CLI::IsMember({"partner", "customer", "supplier", "operator"}).description(""))
      ->type_name("partner|customer|supplier|operator");
}

}  // namespace

std::vector<std::pair<std::string, Cell>> organisation_fields(const json::value& organisation) {
  std::vector<std::pair<std::string, Cell>> fields{{"ID", text_at(organisation, "id")},
                                                   {"Name", text_at(organisation, "name")}};
  if (const std::string kind = text_at(organisation, "kind"); !kind.empty()) {
    fields.emplace_back("Kind", kind);
  }
  fields.emplace_back("Created (UTC)", time_at(organisation, "created_at"));
  return fields;
}

void add_organisations(CommandTree& tree) {
  CLI::App& group = tree.group("organisations", "Partners, customers, suppliers and operators");

  auto filter = std::make_shared<OrganisationOptions>();
  auto paging = std::make_shared<std::shared_ptr<Paging>>();
  CLI::App& list = tree.remote_command(
      group,
      {"list",
       "List organisations (operators see all, others themselves)",
       {"muster organisations list --kind partner"}},
      [filter, paging](Context& context) {
        const ListView view{{{"Organisation", false, false},
                             {"Kind", false, false},
                             {"Name"},
                             {"Created (UTC)", false, false}},
                            [](const json::value& item) -> std::vector<Cell> {
                              return {text_at(item, "id"), text_at(item, "kind"),
                                      text_at(item, "name"), time_at(item, "created_at")};
                            },
                            "No organisations match."};
        return print_list(context, "/organisations", {{"kind", filter->kind}}, **paging, view);
      });
  add_kind_option(list, filter->kind, "Only this kind");
  *paging = add_paging(list);

  auto options = std::make_shared<OrganisationOptions>();
  CLI::App& create = tree.remote_command(
      group,
      {"create",
       "Create an organisation (operators)",
       {"muster organisations create \"Northwind Devices\" --kind partner"}},
      [options](Context& context) {
        const json::value organisation = context.client().post(
            "/organisations", json::object{{"kind", options->kind}, {"name", options->name}});
        print_one(context, organisation, organisation_fields(organisation));
        return ExitCode::ok;
      });
  create.add_option("NAME", options->name, "Its name")->required();
  add_kind_option(create, options->kind, "What it is")->required();
}

}  // namespace muster::cli
