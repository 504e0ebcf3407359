#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "cli/commands.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/lists.h"
#include "cli/organisation_choice.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

struct RelationshipOptions {
  std::string partner;
  std::string customer;
  bool without_delegation = false;
};

std::vector<Cell> relationship_row(const json::value& item) {
  return {text_at(item, "id"),
          text_at(item, "partner_name"),
          text_at(item, "customer_name"),
          text_at(item, "state"),
          flag_at(item, "delegated_administration") ? "yes" : "no",
          time_at(item, "created_at")};
}

}  // namespace

void add_relationships(CommandTree& tree) {
  CLI::App& group = tree.group("relationships", "Which partner works for which customer");

  auto paging = std::make_shared<std::shared_ptr<Paging>>();
  CLI::App& list = tree.remote_command(
      group, {"list", "List the relationships of your organisation", {"muster relationships list"}},
      [paging](Context& context) {
        const ListView view{{{"Relationship", false, false},
                             {"Partner"},
                             {"Customer"},
                             {"State", false, false},
                             {"Delegated", false, false},
                             {"Created (UTC)", false, false}},
                            relationship_row,
                            "No relationships yet."};
        return print_list(context, "/relationships", {}, **paging, view);
      });
  *paging = add_paging(list);

  auto options = std::make_shared<RelationshipOptions>();
  CLI::App& create = tree.remote_command(
      group,
      {"create",
       "Let a partner work for a customer (operators)",
       {"muster relationships create --partner \"Northwind Devices\" --customer Fabrikam"}},
      [options](Context& context) {
        const json::object body{{"partner_id", choose_organisation(context, options->partner)},
                                {"customer_id", choose_organisation(context, options->customer)},
                                {"delegated_administration", !options->without_delegation}};
        const json::value made = context.client().post("/relationships", body);
        print_one(context, made,
                  {{"Relationship", text_at(made, "id")},
                   {"Partner", text_at(made, "partner_name")},
                   {"Customer", text_at(made, "customer_name")},
                   {"State", text_at(made, "state")},
                   {"Delegated administration",
                    flag_at(made, "delegated_administration") ? "yes" : "no"}});
        return ExitCode::ok;
      });
  create.add_option("--partner", options->partner, "The partner, by ID or exact name")
      ->required()
      ->type_name("ID|NAME");
  create.add_option("-c,--customer", options->customer, "The customer, by ID or exact name")
      ->required()
      ->type_name("ID|NAME");
  create.add_flag("--without-delegation", options->without_delegation,
                  "Without delegated administration: the partner sees the customer and no more");
}

}  // namespace muster::cli
