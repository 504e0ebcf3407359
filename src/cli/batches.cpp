#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <ostream>

#include "cli/batch_report.h"
#include "cli/batch_view.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/file_output.h"
#include "cli/json_text.h"
#include "cli/lists.h"
#include "cli/organisation_choice.h"
#include "cli/progress_bar.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

struct BatchOptions {
  std::string customer;
  std::string batch;
  std::string state;
  std::string output;
  bool wait = false;
};

std::string batches_path(Context& context, const BatchOptions& options) {
  return "/customers/" + percent_encoded(choose_customer(context, options.customer)) + "/batches";
}

std::string batch_path(Context& context, const BatchOptions& options) {
  return batches_path(context, options) + '/' + percent_encoded(options.batch);
}

/// The options that every subcommand about one batch has.
std::shared_ptr<BatchOptions> add_batch_options(CLI::App& command) {
  auto options = std::make_shared<BatchOptions>();
  command.add_option("BATCH", options->batch, "ID of the batch, bat_...")->required();
  add_customer_option(command, options->customer);
  return options;
}

/// Made first and filled by the action's options afterwards: an action needs its options, and the
/// options need the command.
CLI::App& add_about_one(CommandTree& tree, CLI::App& group, const CommandText& text,
                        const std::function<ExitCode(Context&, const BatchOptions&)>& act,
                        std::shared_ptr<BatchOptions>* options_out = nullptr) {
  auto holder = std::make_shared<std::shared_ptr<BatchOptions>>();
  CLI::App& command = tree.remote_command(
      group, text, [holder, act](Context& context) { return act(context, **holder); });
  *holder = add_batch_options(command);
  if (options_out != nullptr) *options_out = *holder;
  return command;
}

void add_list(CommandTree& tree, CLI::App& group) {
  auto options = std::make_shared<BatchOptions>();
  auto paging = std::make_shared<std::shared_ptr<Paging>>();
  CLI::App& command = tree.remote_command(
      group,
      {"list",
       "List the batches of a customer, newest first",
       {"muster batches list --customer Fabrikam", "muster batches list --all -o json"}},
      [options, paging](Context& context) {
        return print_list(context, batches_path(context, *options), {}, **paging,
                          batch_list_view());
      });
  add_customer_option(command, options->customer);
  *paging = add_paging(command);
}

void add_show(CommandTree& tree, CLI::App& group) {
  add_about_one(tree, group,
                {"show",
                 "Show one batch: its file, its counts, its errors",
                 {"muster batches show bat_8z3k1q0v --customer Fabrikam"}},
                [](Context& context, const BatchOptions& options) {
                  const json::value batch = context.client().get(batch_path(context, options));
                  note_warnings(context, batch);
                  print_one(context, batch, batch_fields(batch));
                  return ExitCode::ok;
                });
}

void add_rows(CommandTree& tree, CLI::App& group) {
  auto paging = std::make_shared<std::shared_ptr<Paging>>();
  std::shared_ptr<BatchOptions> options;
  CLI::App& command = add_about_one(
      tree, group,
      {"rows",
       "List the rows of a batch with their outcomes",
       {"muster batches rows bat_8z3k1q0v --state failed --all"}},
      [paging](Context& context, const BatchOptions& chosen) {
        return print_list(context, batch_path(context, chosen) + "/rows", {{"state", chosen.state}},
                          **paging, row_list_view());
      },
      &options);
  command.add_option("--state", options->state, "Only rows in this state")
      ->check(CLI::IsMember({"pending", "registered", "failed", "cancelled"}).description(""))
      ->type_name("pending|registered|failed|cancelled");
  *paging = add_paging(command);
}

void add_results(CommandTree& tree, CLI::App& group) {
  std::shared_ptr<BatchOptions> options;
  CLI::App& command = add_about_one(
      tree, group,
      {"results",
       "Download every row with its outcome as CSV",
       {"muster batches results bat_8z3k1q0v --output results.csv"}},
      [](Context& context, const BatchOptions& chosen) {
        save_download(context, batch_path(context, chosen) + "/results.csv", {}, "text/csv",
                      chosen.output);
        return ExitCode::ok;
      },
      &options);
  command.add_option("--output", options->output, "File to write [stdout]")->type_name("FILE");
}

void add_retry(CommandTree& tree, CLI::App& group) {
  std::shared_ptr<BatchOptions> options;
  CLI::App& command = add_about_one(
      tree, group,
      {"retry",
       "Register the failed rows of a batch again, as a new batch",
       {"muster batches retry bat_8z3k1q0v --customer Fabrikam --wait"}},
      [](Context& context, const BatchOptions& chosen) {
        const std::string path = batches_path(context, chosen);
        const json::value batch = context.client().post(
            path + '/' + percent_encoded(chosen.batch) + "/retry", json::object());
        const std::string id = text_at(batch, "id");
        const std::string accepted =
            fmt::format("Accepted {} rows as batch {}", format_count(count_at(batch, "rows")), id);
        if (chosen.wait) {
          context.note(accepted);
          return wait_and_report(context, path + '/' + percent_encoded(id));
        }
        if (context.format() == OutputFormat::table) {
          context.out() << accepted << '\n';
        } else {
          print_one(context, batch, batch_fields(batch));
        }
        return ExitCode::ok;
      },
      &options);
  command.add_flag("--wait", options->wait, "Wait until every row is decided");
}

void add_cancel(CommandTree& tree, CLI::App& group) {
  add_about_one(tree, group,
                {"cancel",
                 "Cancel the rows of a batch that are not decided yet",
                 {"muster batches cancel bat_8z3k1q0v --customer Fabrikam"}},
                [](Context& context, const BatchOptions& chosen) {
                  const json::value batch = context.client().post(
                      batch_path(context, chosen) + "/cancel", json::object());
                  if (context.format() == OutputFormat::table) {
                    context.out() << fmt::format("{} is {}: {}\n", text_at(batch, "id"),
                                                 text_at(batch, "state"), summary_of_counts(batch));
                  } else {
                    print_one(context, batch, batch_fields(batch));
                  }
                  return ExitCode::ok;
                });
}

void add_watch(CommandTree& tree, CLI::App& group) {
  add_about_one(tree, group,
                {"watch",
                 "Follow a batch until every row is decided, then show what failed",
                 {"muster batches watch bat_8z3k1q0v --customer Fabrikam"}},
                [](Context& context, const BatchOptions& chosen) {
                  return wait_and_report(context, batch_path(context, chosen));
                });
}

}  // namespace

void add_batches(CommandTree& tree) {
  CLI::App& group = tree.group("batches", "Follow uploads: list, show, retry, cancel");
  add_list(tree, group);
  add_show(tree, group);
  add_rows(tree, group);
  add_results(tree, group);
  add_retry(tree, group);
  add_cancel(tree, group);
  add_watch(tree, group);
}

}  // namespace muster::cli
