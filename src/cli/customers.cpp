#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "cli/commands.h"
#include "cli/context.h"
#include "cli/device_view.h"
#include "cli/json_text.h"
#include "cli/lists.h"
#include "cli/organisation_choice.h"
#include "cli/organisation_view.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

std::string delegated_text(const json::value& customer) {
  const json::value* delegated = member(customer, "delegated_administration");
  if (delegated == nullptr || delegated->is_null()) return "-";
  return flag_at(customer, "delegated_administration") ? "yes" : "no";
}

ListView customer_list_view() {
  return {{{"Customer", false, false},
           {"Name"},
           {"Delegated", false, false},
           {"Devices", true, false},
           {"Pending", true, false},
           {"Failed", true, false},
           {"Ready", true, false},
           {"Active", true, false},
           {"Inactive", true, false}},
          [](const json::value& customer) -> std::vector<Cell> {
            const json::value* devices = member(customer, "devices");
            const bool counted = devices != nullptr && devices->is_object();
            const auto count = [&](const char* name) {
              return counted ? count_cell(count_at(*devices, name)) : Cell("-");
            };
            return {text_at(customer, "id"),
                    text_at(customer, "name"),
                    delegated_text(customer),
                    count("total"),
                    count("registration_pending"),
                    count("registration_failed"),
                    count("ready_for_user"),
                    count("active"),
                    count("inactive")};
          },
          "No customers yet: a customer has to accept you first."};
}

}  // namespace

void add_customers(CommandTree& tree) {
  CLI::App& group = tree.group("customers", "Customers that you may work for");

  auto paging = std::make_shared<std::shared_ptr<Paging>>();
  CLI::App& list = tree.remote_command(
      group, {"list", "List customers with their device counts", {"muster customers list --all"}},
      [paging](Context& context) {
        return print_list(context, "/customers", {}, **paging, customer_list_view());
      });
  *paging = add_paging(list);

  auto shown = std::make_shared<std::string>();
  CLI::App& show = tree.remote_command(
      group, {"show", "Show one customer", {"muster customers show Fabrikam"}},
      [shown](Context& context) {
        const std::string id = choose_customer(context, *shown);
        const json::value customer = context.client().get("/customers/" + percent_encoded(id));
        auto fields = organisation_fields(customer);
        fields.emplace_back("Delegated administration", delegated_text(customer));
        const json::value* devices = member(customer, "devices");
        if (devices != nullptr && devices->is_object()) {
          for (auto& field : device_count_fields(*devices)) fields.push_back(std::move(field));
        }
        print_one(context, customer, fields);
        return ExitCode::ok;
      });
  show.add_option("CUSTOMER", *shown, "The customer, by ID or exact name")->required();

  auto name = std::make_shared<std::string>();
  CLI::App& create = tree.remote_command(
      group, {"create", "Create a customer (operators)", {"muster customers create Fabrikam"}},
      [name](Context& context) {
        const json::value customer = context.client().post(
            "/organisations", json::object{{"kind", "customer"}, {"name", *name}});
        print_one(context, customer, organisation_fields(customer));
        return ExitCode::ok;
      });
  create.add_option("NAME", *name, "Its name")->required();
}

}  // namespace muster::cli
