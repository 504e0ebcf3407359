#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <ostream>

#include "cli/commands.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/lists.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

json::array items_at(const json::value& request, std::string_view name) {
  const auto* const found = array_at(request, name);
  return found == nullptr ? json::array() : *found;
}

/// What a person reads of a request; everything is in the JSON.
std::vector<std::pair<std::string, Cell>> fields_of(const json::value& request) {
  std::vector<std::pair<std::string, Cell>> fields{
      {"Request", text_at(request, "request_id")},
      {"At (UTC)", time_at(request, "at")},
      {"Asked", fmt::format("{} {}", text_at(request, "method"), text_at(request, "path"))},
      {"Operation", text_at(request, "operation")},
      {"By", text_at(request, "who.name")},
      {"Of", text_at(request, "who.organisation_name")},
      {"From", text_at(request, "address")},
      {"Answered",
       fmt::format("{} in {} ms", text_at(request, "status"), text_at(request, "duration_ms"))},
      {"Problem", text_at(request, "problem.detail")},
      {"What to do", text_at(request, "problem.advice")}};
  for (const auto& batch : items_at(request, "batches")) {
    fields.emplace_back(
        "Batch",
        fmt::format("{} {}: {} rows, {} registered, {} failed", text_at(batch, "id"),
                    text_at(batch, "state"), count_at(batch, "rows"),
                    count_at(batch, "counts.registered"), count_at(batch, "counts.failed")));
  }
  for (const auto& change : items_at(request, "changes")) {
    fields.emplace_back(
        "Changed", fmt::format("{} {} {}", text_at(change, "action"), text_at(change, "subject"),
                               text_at(change, "subject_name")));
  }
  for (const auto& line : items_at(request, "log")) {
    fields.emplace_back("Log", json::serialize(line));
  }
  std::erase_if(fields, [](const auto& field) { return field.second.text.empty(); });
  return fields;
}

}  // namespace

void add_requests(CommandTree& tree) {
  CLI::App& group = tree.group("requests", "What became of a request, by its ID");
  auto id = std::make_shared<std::string>();
  CLI::App& show = tree.remote_command(
      group,
      {"show",
       "Show what was asked, what happened, and what it changed",
       {"muster requests show req_01m84gp102msn1t6t28dr1c14y"}},
      [id](Context& context) {
        const auto request = context.client().get("/requests/" + percent_encoded(*id));
        print_one(context, request, fields_of(request));
        return ExitCode::ok;
      });
  show.add_option("request", *id, "The request ID, as an answer or the log has it")
      ->required()
      ->type_name("REQUEST_ID");
}

}  // namespace muster::cli
