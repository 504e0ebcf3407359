#include "cli/batch_report.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <ostream>

#include "cli/batch_progress.h"
#include "cli/batch_view.h"
#include "cli/context.h"
#include "cli/file_output.h"
#include "cli/json_text.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

constexpr std::size_t most_rows_shown = 1000;  // as many as a forecast holds

json::array failed_rows_of(Context& context, const std::string& batch_path) {
  json::array rows;
  for_each_item(context.client(), batch_path + "/rows", {{"state", "failed"}},
                [&](const json::value& row) {
                  rows.push_back(row);
                  return rows.size() < most_rows_shown;
                });
  return rows;
}

}  // namespace

ExitCode wait_and_report(Context& context, const std::string& batch_path) {
  json::value batch;
  {
    ProgressBar bar(context.surroundings(), "Deciding", ProgressUnit::rows);
    batch = wait_for_batch(context.client(), batch_path, bar, half_a_second());
  }
  if (context.format() == OutputFormat::csv) {
    save_download(context, batch_path + "/results.csv", {}, "text/csv", "-");
    return exit_code_of(batch);
  }
  json::array rows;
  if (count_at(batch, "counts.failed") > 0) rows = failed_rows_of(context, batch_path);
  if (context.format() == OutputFormat::json) {
    batch.as_object()["failed_rows_truncated"] = count_at(batch, "counts.failed") > rows.size();
    batch.as_object()["failed_rows"] = std::move(rows);
    context.out() << render_json(batch);
    return exit_code_of(batch);
  }
  context.out() << fmt::format("{} {}: {}\n", text_at(batch, "id"), text_at(batch, "state"),
                               summary_of_counts(batch));
  print_failed_rows(context, batch, rows);
  if (!rows.empty()) {
    context.note(
        fmt::format("\nAll rows as CSV: muster batches results {0} --customer {1}\n"
                    "Try the failed ones again: muster batches retry {0} --customer {1}",
                    text_at(batch, "id"), text_at(batch, "customer_id")));
  }
  return exit_code_of(batch);
}

}  // namespace muster::cli
