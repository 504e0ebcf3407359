#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <ostream>

#include "cli/batch_report.h"
#include "cli/batch_view.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/file_upload.h"
#include "cli/json_text.h"
#include "cli/organisation_choice.h"
#include "cli/progress_bar.h"
#include "cli/results_csv.h"

// The main job of the command line: a file goes up, every row comes back with its outcome. This is
// also the subcommand to read before adding another one: options are bound to a struct that the
// action holds, the action asks the API and prints, and everything that ends it early is a Failure.

namespace muster::cli {

namespace json = boost::json;

namespace {

struct RegisterOptions {
  std::string file;
  std::string customer;
  std::string order_id;
  std::string purchase_id;
  bool check = false;
  bool wait = false;
};

Response upload_file(Context& context, const RegisterOptions& options, const std::string& path,
                     std::string_view accept,
                     const std::function<void(std::string_view)>& sink = {}) {
  const std::string name =
      options.file == "-" ? "" : std::filesystem::path(options.file).filename();
  const Query query{{"order_id", options.order_id},
                    {"purchase_id", options.purchase_id},
                    {"file_name", name},
                    {"dry_run", options.check ? "true" : ""}};
  return upload_with_progress(context, path, query, options.file, accept, sink);
}

ExitCode check(Context& context, const RegisterOptions& options, const std::string& path) {
  if (context.format() == OutputFormat::csv) {
    FailedRowCounter counter;
    upload_file(context, options, path, "text/csv", [&](std::string_view bytes) {
      counter.feed(bytes);
      context.out() << bytes;
    });
    return counter.failed() > 0 ? ExitCode::some_rows_failed : ExitCode::ok;
  }
  const json::value forecast = upload_file(context, options, path, "").json();
  note_warnings(context, forecast);
  if (context.format() == OutputFormat::json) {
    context.out() << render_json(forecast);
    return exit_code_of(forecast);
  }
  context.out() << fmt::format(
      "Checked {} rows, nothing was changed: {} would be registered, {} would fail\n",
      format_count(count_at(forecast, "rows")),
      format_count(count_at(forecast, "counts.registered")),
      format_count(count_at(forecast, "counts.failed")));
  if (const json::array* rows = array_at(forecast, "failed_rows")) {
    print_failed_rows(context, forecast, *rows);
  }
  return exit_code_of(forecast);
}

}  // namespace

void add_register(CommandTree& tree) {
  auto options = std::make_shared<RegisterOptions>();
  CLI::App& command = tree.remote_command(
      tree.root(),
      {"register",
       "Register the devices of a file for a customer",
       {"muster register devices.csv --customer Fabrikam --order-id PO-7 --wait",
        "muster register devices.csv --customer Fabrikam --check\n"
        "  # foretells every row, changes nothing",
        "zcat devices.csv.gz | muster register - --customer org_0123456789abc --wait -o csv > "
        "results.csv"}},
      [options](Context& context) {
        const std::string customer = choose_customer(context, options->customer);
        const std::string path = "/customers/" + percent_encoded(customer) + "/batches";
        if (options->check) return check(context, *options, path);
        const json::value batch = upload_file(context, *options, path, "").json();
        const std::string id = text_at(batch, "id");
        note_warnings(context, batch);
        if (options->wait) {
          context.note(fmt::format("Accepted {} rows as batch {}",
                                   format_count(count_at(batch, "rows")), id));
          return wait_and_report(context, path + '/' + percent_encoded(id));
        }
        if (context.format() == OutputFormat::table) {
          context.out() << fmt::format("Accepted {} rows as batch {}\n",
                                       format_count(count_at(batch, "rows")), id);
          context.note(
              fmt::format("Follow it: muster batches watch {} --customer {}", id, customer));
        } else {
          print_one(context, batch, batch_fields(batch));
        }
        return ExitCode::ok;
      });
  command.add_option("FILE", options->file, "The file of devices; - reads from stdin")->required();
  add_customer_option(command, options->customer);
  command.add_option("--order-id", options->order_id, "Your order ID, up to 256 characters")
      ->type_name("TEXT");
  command
      .add_option("--purchase-id", options->purchase_id, "Your purchase ID, up to 256 characters")
      ->type_name("TEXT");
  auto* check_flag = command.add_flag("--check", options->check,
                                      "Only foretell each row's outcome; nothing is changed");
  command
      .add_flag("--wait", options->wait, "Wait until every row is decided, and show what failed")
      ->excludes(check_flag);
}

}  // namespace muster::cli
