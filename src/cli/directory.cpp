#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <ostream>

#include "cli/batch_view.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/device_selection.h"
#include "cli/failure.h"
#include "cli/file_upload.h"
#include "cli/json_text.h"
#include "cli/lists.h"
#include "cli/organisation_choice.h"
#include "cli/progress_bar.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

struct DirectoryOptions {
  std::string supplier;
  std::string file;
  std::string serial_prefix;
  std::vector<std::string> entries;
  std::string manufacturer, model, serial_number;
};

std::string directory_path(Context& context, const DirectoryOptions& options) {
  return "/suppliers/" + percent_encoded(choose_supplier(context, options.supplier)) + "/directory";
}

void add_supplier_option(CLI::App& command, DirectoryOptions& options) {
  command
      .add_option("--supplier", options.supplier, "The supplier, by ID or exact name [your own]")
      ->type_name("ID|NAME");
}

Table table_of_refused_rows(const json::value& answer) {
  Table table{{{"Row", true, false},
               {"Column"},
               {"Value"},
               {"Error", false, false},
               {"What to do next", false, false}},
              {}};
  if (const json::array* rows = array_at(answer, "refused_rows")) {
    for (const json::value& row : *rows) {
      table.rows.push_back({text_at(row, "row"), text_at(row, "column"), text_at(row, "value"),
                            Cell(text_at(row, "title"), Colour::red), text_at(row, "advice")});
    }
  }
  return table;
}

void add_publish(CommandTree& tree, CLI::App& group) {
  auto options = std::make_shared<DirectoryOptions>();
  CLI::App& command = tree.remote_command(
      group,
      {"publish",
       "Publish the devices of a file, so that they can be registered",
       {"muster directory publish made-this-week.csv",
        "make-list | muster directory publish - --supplier Contoso"}},
      [options](Context& context) {
        const json::value answer =
            upload_with_progress(context, directory_path(context, *options), {}, options->file, "")
                .json();
        note_warnings(context, answer);
        if (context.format() == OutputFormat::table) {
          context.out() << fmt::format("{} rows: {} published · {} unchanged · {} refused\n",
                                       format_count(count_at(answer, "rows")),
                                       format_count(count_at(answer, "published")),
                                       format_count(count_at(answer, "unchanged")),
                                       format_count(count_at(answer, "refused")));
        }
        print_table(context, answer, table_of_refused_rows(answer));
        if (flag_at(answer, "refused_rows_truncated")) {
          context.note("Only the first refused rows are shown");
        }
        return count_at(answer, "refused") > 0 ? ExitCode::some_rows_failed : ExitCode::ok;
      });
  command.add_option("FILE", options->file, "CSV of devices; - reads from stdin")->required();
  add_supplier_option(command, *options);
}

void add_directory_list(CommandTree& tree, CLI::App& group) {
  auto options = std::make_shared<DirectoryOptions>();
  auto paging = std::make_shared<std::shared_ptr<Paging>>();
  CLI::App& command = tree.remote_command(
      group,
      {"list",
       "List published devices, and whether each is claimed",
       {"muster directory list --serial-prefix 5CD --all"}},
      [options, paging](Context& context) {
        const ListView view{
            {{"Entry", false, false},
             {"Manufacturer"},
             {"Model"},
             {"Serial number"},
             {"Product ID"},
             {"Hash", false, false},
             {"Claimed", false, false},
             {"Published (UTC)", false, false}},
            [](const json::value& entry) -> std::vector<Cell> {
              const bool claimed = flag_at(entry, "claimed");
              return {text_at(entry, "id"),
                      text_at(entry, "manufacturer"),
                      text_at(entry, "model"),
                      text_at(entry, "serial_number"),
                      text_at(entry, "product_id"),
                      flag_at(entry, "hardware_hash_present") ? "yes" : "no",
                      Cell(claimed ? "yes" : "no", claimed ? Colour::green : Colour::none),
                      time_at(entry, "published_at")};
            },
            "No entries match."};
        return print_list(context, directory_path(context, *options),
                          {{"serial_prefix", options->serial_prefix}}, **paging, view);
      });
  add_supplier_option(command, *options);
  command
      .add_option("--serial-prefix", options->serial_prefix,
                  "Only entries whose serial number starts so")
      ->type_name("TEXT");
  *paging = add_paging(command);
}

ExitCode withdraw_by_values(Context& context, const DirectoryOptions& options,
                            const std::string& path) {
  const json::object entry{{"manufacturer", options.manufacturer},
                           {"model", options.model},
                           {"serial_number", options.serial_number}};
  const json::value answer =
      context.client().post(path + "/withdraw", json::object{{"entries", json::array{entry}}});
  Table table{{{"Error", false, false}, {"Reason", false, false}}, {}};
  const json::array* refused = array_at(answer, "refused");
  for (const json::value& item : refused == nullptr ? json::array() : *refused) {
    table.rows.push_back({Cell(text_at(item, "code"), Colour::red), text_at(item, "message")});
  }
  if (context.format() == OutputFormat::table) {
    context.out() << fmt::format("{} withdrawn\n", count_at(answer, "withdrawn"));
  }
  print_table(context, answer, table);
  return table.rows.empty() ? ExitCode::ok : ExitCode::some_rows_failed;
}

/// One request each: that is how the API removes entries by ID. The first problem with the request
/// as a whole ends it; a refusal of one entry does not stop the others.
ExitCode withdraw_by_id(Context& context, const DirectoryOptions& options,
                        const std::string& path) {
  const auto ids = ids_of_arguments(context, options.entries);
  Table table{{{"Entry", false, false}, {"Error", false, false}, {"Reason", false, false}}, {}};
  json::array refused;
  for (const std::string& id : ids) {
    try {
      context.client().remove(path + '/' + percent_encoded(id));
    } catch (const ApiError& error) {
      if (ids.size() == 1 || (error.status != 404 && error.status != 409)) throw;
      table.rows.push_back({id, Cell(error.code, Colour::red), error.detail});
      refused.push_back(json::object{{"id", id}, {"code", error.code}, {"message", error.detail}});
    }
  }
  const std::size_t withdrawn = ids.size() - table.rows.size();
  if (context.format() == OutputFormat::table) {
    context.out() << fmt::format("{} withdrawn\n", format_count(withdrawn));
  }
  print_table(context, json::object{{"withdrawn", withdrawn}, {"refused", std::move(refused)}},
              table);
  return table.rows.empty() ? ExitCode::ok : ExitCode::some_rows_failed;
}

void add_withdraw(CommandTree& tree, CLI::App& group) {
  auto options = std::make_shared<DirectoryOptions>();
  CLI::App& command = tree.remote_command(
      group,
      {"withdraw",
       "Withdraw entries that nobody has claimed",
       {"muster directory withdraw ent_0f8a2b7c4d5e6f708192a3b4c5d6e7f8",
        "muster directory withdraw --manufacturer Contoso --model \"Laptop 5\" --serial-number "
        "5CD0123"}},
      [options](Context& context) {
        const bool by_values = !options->serial_number.empty();
        if (by_values == !options->entries.empty()) {
          throw Failure(ExitCode::usage, "It is not said which entries to withdraw",
                        "Give IDs, or all of --manufacturer, --model and --serial-number");
        }
        const std::string path = directory_path(context, *options);
        return by_values ? withdraw_by_values(context, *options, path)
                         : withdraw_by_id(context, *options, path);
      });
  command.add_option("ENTRY", options->entries,
                     "IDs of entries, ent_...; - reads them from stdin, one a line");
  add_supplier_option(command, *options);
  auto* manufacturer = command.add_option("--manufacturer", options->manufacturer,
                                          "Manufacturer of the one device to withdraw");
  auto* model = command.add_option("--model", options->model, "Its model");
  auto* serial = command.add_option("--serial-number", options->serial_number, "Its serial number");
  for (auto* option : {manufacturer, model, serial}) option->type_name("TEXT");
  manufacturer->needs(model, serial);
  model->needs(manufacturer, serial);
  serial->needs(manufacturer, model);
}

}  // namespace

void add_directory(CommandTree& tree) {
  CLI::App& group =
      tree.group("directory", "Publish which devices exist, and withdraw them (suppliers)");
  add_publish(tree, group);
  add_directory_list(tree, group);
  add_withdraw(tree, group);
}

}  // namespace muster::cli
