#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <ostream>

#include "cli/commands.h"
#include "cli/context.h"
#include "cli/device_selection.h"
#include "cli/device_view.h"
#include "cli/failure.h"
#include "cli/file_output.h"
#include "cli/json_text.h"
#include "cli/lists.h"
#include "cli/organisation_choice.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

struct DeviceOptions {
  std::string customer;
  std::vector<std::string> devices;
  std::string state, batch_id, order_id, purchase_id, group_tag, serial_prefix, sort;  // filters
  std::string output;
  std::string value;  ///< the new group tag or user
  int days = 30;
  bool clear = false;
  bool yes = false;
};

using Act = std::function<ExitCode(Context&, const DeviceOptions&, const std::string& path)>;

struct Added {
  CLI::App& command;
  std::shared_ptr<DeviceOptions> options;
};

/// A subcommand of `devices`; `act` gets the path of the customer's devices.
Added add(CommandTree& tree, const CommandText& text, const Act& act) {
  auto options = std::make_shared<DeviceOptions>();
  CLI::App& group = tree.group("devices", "Look at a customer's devices and change them");
  CLI::App& command = tree.remote_command(group, text, [options, act](Context& context) {
    const std::string customer = choose_customer(context, options->customer);
    return act(context, *options, "/customers/" + percent_encoded(customer) + "/devices");
  });
  add_customer_option(command, options->customer);
  return {command, options};
}

void add_filters(const Added& added) {
  CLI::App& command = added.command;
  DeviceOptions& options = *added.options;
  command.add_option("--state", options.state, "Only devices in this state")
      ->check(CLI::IsMember({"registration_pending", "registration_failed", "ready_for_user",
                             "active", "inactive"})
                  .description(""))
      ->type_name("registration_pending|registration_failed|ready_for_user|active|inactive");
  command.add_option("--batch", options.batch_id, "Only devices of this batch")->type_name("ID");
  command.add_option("--order-id", options.order_id, "Only devices of this order")
      ->type_name("TEXT");
  command.add_option("--purchase-id", options.purchase_id, "Only devices of this purchase")
      ->type_name("TEXT");
  command.add_option("--group-tag", options.group_tag, "Only devices with this group tag")
      ->type_name("TEXT");
  command
      .add_option("--serial-prefix", options.serial_prefix,
                  "Only devices whose serial number starts so")
      ->type_name("TEXT");
  command
      .add_option("--sort", options.sort,
                  "serial_number, state, last_seen or registered; - in front turns it round "
                  "[-registered]")
      ->type_name("KEY");
}

Query filters_of(const DeviceOptions& options) {
  return {{"state", options.state},
          {"batch_id", options.batch_id},
          {"order_id", options.order_id},
          {"purchase_id", options.purchase_id},
          {"group_tag", options.group_tag},
          {"serial_prefix", options.serial_prefix},
          {"sort", options.sort}};
}

void add_device_arguments(const Added& added) {
  added.command
      .add_option("DEVICE", added.options->devices,
                  "IDs of devices, dev_...; - reads them from stdin, one a line")
      ->required();
}

void add_device_argument(const Added& added) {
  added.command.add_option("DEVICE", added.options->devices, "ID of the device, dev_...")
      ->required()
      ->expected(1);
}

void add_list(CommandTree& tree) {
  auto paging = std::make_shared<std::shared_ptr<Paging>>();
  const Added added =
      add(tree,
          {"list",
           "List devices, newest first",
           {"muster devices list --customer Fabrikam --state ready_for_user",
            "muster devices list --serial-prefix 5CD --sort serial_number --all -o csv"}},
          [paging](Context& context, const DeviceOptions& options, const std::string& path) {
            return print_list(context, path, filters_of(options), **paging, device_list_view());
          });
  add_filters(added);
  *paging = add_paging(added.command);
}

void add_show(CommandTree& tree) {
  add_device_argument(add(
      tree,
      {"show", "Show one device", {"muster devices show dev_7h2m9x4k0p1rs --customer Fabrikam"}},
      [](Context& context, const DeviceOptions& options, const std::string& path) {
        const json::value device =
            context.client().get(path + '/' + percent_encoded(options.devices.front()));
        print_one(context, device, device_fields(device));
        return ExitCode::ok;
      }));
}

void add_history(CommandTree& tree) {
  add_device_argument(
      add(tree,
          {"history",
           "Show what became of a device, by whom and why",
           {"muster devices history dev_7h2m9x4k0p1rs --customer Fabrikam"}},
          [](Context& context, const DeviceOptions& options, const std::string& path) {
            const json::value history = context.client().get(
                path + '/' + percent_encoded(options.devices.front()) + "/history");
            print_table(context, history, device_history_table(history));
            return ExitCode::ok;
          }));
}

void add_by_day(CommandTree& tree) {
  const Added added =
      add(tree,
          {"by-day",
           "Show what happened to devices on each day (UTC), and their states at its end",
           {"muster devices by-day --customer Fabrikam --days 90 -o csv"}},
          [](Context& context, const DeviceOptions& options, const std::string& path) {
            const json::value days =
                context.client().get(path + "/by-day", {{"days", std::to_string(options.days)}});
            print_table(context, days, device_day_table(days));
            return ExitCode::ok;
          });
  added.command.add_option("--days", added.options->days, "How many, up to today, 1 to 366 [30]")
      ->check(CLI::Range(1, 366).description(""))
      ->type_name("N");
}

void add_counts(CommandTree& tree) {
  add(tree, {"counts", "Count devices by state", {"muster devices counts --customer Fabrikam"}},
      [](Context& context, const DeviceOptions&, const std::string& path) {
        const json::value counts = context.client().get(path + "/counts");
        print_one(context, counts, device_count_fields(counts));
        return ExitCode::ok;
      });
}

/// `tag` and `assign`: one text of many devices, set or cleared.
void add_update(CommandTree& tree, const CommandText& text, const std::string& member,
                const std::string& flag, const std::string& flag_help) {
  const Added added =
      add(tree, text,
          [member, flag](Context& context, const DeviceOptions& options, const std::string& path) {
            if (!options.clear && options.value.empty()) {
              throw Failure(ExitCode::usage, "It is not said what to set",
                            fmt::format("Add {} TEXT, or --clear to take it away", flag));
            }
            json::object body;
            body[member] = options.clear ? json::value(nullptr) : json::value(options.value);
            return change_devices(context, path + "/update",
                                  ids_of_arguments(context, options.devices), body, "updated");
          });
  add_device_arguments(added);
  auto* value = added.command.add_option(flag, added.options->value, flag_help)->type_name("TEXT");
  added.command.add_flag("--clear", added.options->clear, "Take it away")->excludes(value);
}

void add_approve(CommandTree& tree) {
  add_device_arguments(
      add(tree,
          {"approve",
           "Register devices that wait for approval",
           {"muster devices approve dev_7h2m9x4k0p1rs --customer Fabrikam"}},
          [](Context& context, const DeviceOptions& options, const std::string& path) {
            return change_devices(context, path + "/approve",
                                  ids_of_arguments(context, options.devices), {}, "approved");
          }));
}

void add_remove(CommandTree& tree) {
  const Added added =
      add(tree,
          {"remove",
           "Remove devices, so that they can be registered again",
           {"muster devices remove dev_7h2m9x4k0p1rs --customer Fabrikam",
            "cut -d, -f1 old.csv | muster devices remove - --customer Fabrikam --yes"}},
          [](Context& context, const DeviceOptions& options, const std::string& path) {
            const auto ids = ids_of_arguments(context, options.devices);
            if (!options.yes) confirm(context, fmt::format("Remove {} device(s)?", ids.size()));
            return change_devices(context, path + "/remove", ids, {}, "removed");
          });
  add_device_arguments(added);
  added.command.add_flag("-y,--yes", added.options->yes, "Don't ask");
}

void add_export(CommandTree& tree) {
  const Added added =
      add(tree,
          {"export",
           "Download devices as CSV",
           {"muster devices export --customer Fabrikam --state inactive --output inactive.csv"}},
          [](Context& context, const DeviceOptions& options, const std::string& path) {
            save_download(context, path + "/export.csv", filters_of(options), "text/csv",
                          options.output);
            return ExitCode::ok;
          });
  add_filters(added);
  added.command.add_option("--output", added.options->output, "File to write [stdout]")
      ->type_name("FILE");
}

void add_check_in(CommandTree& tree) {
  add_device_argument(
      add(tree,
          {"check-in",
           "Report that a device is in use",
           {"muster devices check-in dev_7h2m9x4k0p1rs --customer Fabrikam"}},
          [](Context& context, const DeviceOptions& options, const std::string& path) {
            const std::string device = percent_encoded(options.devices.front());
            const json::value answer =
                context.client().post(path + '/' + device + "/check-ins", json::object());
            print_one(context, answer,
                      {{"Device", text_at(answer, "device_id")},
                       {"State", device_state_title(text_at(answer, "state"))},
                       {"Last seen (UTC)", time_at(answer, "last_seen_at")}});
            return ExitCode::ok;
          }));
}

}  // namespace

void add_devices(CommandTree& tree) {
  add_list(tree);
  add_show(tree);
  add_history(tree);
  add_counts(tree);
  add_by_day(tree);
  add_update(tree,
             {"tag",
              "Set the group tag of devices, or take it away",
              {"muster devices tag dev_7h2m9x4k0p1rs --customer Fabrikam --group-tag Kiosk",
               "muster devices tag - --clear --customer Fabrikam < ids.txt"}},
             "group_tag", "--group-tag", "The group tag");
  add_update(
      tree,
      {"assign",
       "Assign devices to a user, or take the user away",
       {"muster devices assign dev_7h2m9x4k0p1rs --customer Fabrikam --user ana@fabrikam.com"}},
      "assigned_user", "--user", "The user, as the customer's directory names them");
  add_approve(tree);
  add_remove(tree);
  add_export(tree);
  add_check_in(tree);
}

}  // namespace muster::cli
