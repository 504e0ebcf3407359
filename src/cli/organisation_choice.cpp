#include "cli/organisation_choice.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <vector>

#include "cli/context.h"
#include "cli/failure.h"
#include "cli/json_text.h"
#include "cli/lists.h"
#include "cli/nearest.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

std::string own_organisation(Context& context, const std::string& kind, const std::string& flag) {
  const json::value me = context.client().get("/whoami");
  if (kind.empty() || text_at(me, "organisation.kind") == kind)
    return text_at(me, "organisation.id");
  throw Failure(
      ExitCode::usage,
      fmt::format("{} is required, because {} is a {} and no {}", flag,
                  text_at(me, "organisation.name"), text_at(me, "organisation.kind"), kind),
      fmt::format("Add {} ID|NAME", flag));
}

std::string choose(Context& context, const std::string& id_or_name, const std::string& path,
                   const Query& query, const std::string& word, const std::string& list_command) {
  if (id_or_name.starts_with("org_")) return id_or_name;
  std::vector<std::string> ids;
  std::vector<std::string> names;
  for_each_item(context.client(), path, query, [&](const json::value& item) {
    names.push_back(text_at(item, "name"));
    if (names.back() == id_or_name) ids.push_back(text_at(item, "id"));
    return true;
  });
  if (ids.size() == 1) return ids.front();
  if (ids.empty()) {
    const auto near = nearest(id_or_name, names);
    throw Failure(ExitCode::usage, fmt::format("No {} is called `{}`", word, id_or_name),
                  (near ? fmt::format("Did you mean `{}`? ", *near) : std::string()) +
                      fmt::format("`{}` lists those you can see", list_command));
  }
  throw Failure(ExitCode::usage,
                fmt::format("{} {}s are called `{}`", ids.size(), word, id_or_name),
                fmt::format("Give the ID of one: {}", fmt::join(ids, ", ")));
}

}  // namespace

std::string choose_customer(Context& context, const std::string& id_or_name) {
  if (id_or_name.empty()) return own_organisation(context, "customer", "--customer");
  return choose(context, id_or_name, "/customers", {}, "customer", "muster customers list");
}

std::string choose_supplier(Context& context, const std::string& id_or_name) {
  if (id_or_name.empty()) return own_organisation(context, "supplier", "--supplier");
  return choose(context, id_or_name, "/organisations", {{"kind", "supplier"}}, "supplier",
                "muster organisations list");
}

std::string choose_organisation(Context& context, const std::string& id_or_name) {
  if (id_or_name.empty()) return own_organisation(context, "", "--organisation");
  return choose(context, id_or_name, "/organisations", {}, "organisation",
                "muster organisations list");
}

void add_customer_option(CLI::App& command, std::string& target) {
  command
      .add_option("-c,--customer", target,
                  "The customer, by ID or exact name [your own organisation, if it is one]")
      ->type_name("ID|NAME");
}

}  // namespace muster::cli
