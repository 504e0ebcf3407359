#pragma once
// How batches, forecasts and rows are shown to people, and what exit code they mean.

#include <boost/json/fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/exit_code.h"
#include "cli/lists.h"
#include "cli/output.h"

namespace muster::cli {

class Context;

ListView batch_list_view();
ListView row_list_view();
std::vector<std::pair<std::string, Cell>> batch_fields(const boost::json::value& batch);

/// "9,998 registered · 2 failed", the counts of a batch that are not 0.
std::string summary_of_counts(const boost::json::value& batch);

/// One line of stderr for each of `warnings` (of a batch, a forecast, or a published directory).
void note_warnings(Context& context, const boost::json::value& answer);

/// The failed rows: each with its values, its error and its hint, then each error once with its
/// advice and count. `failed_rows` are RowOutcomes, perhaps only the first of them; `counts` and
/// `errors` are those of the batch or forecast `whole`.
void print_failed_rows(Context& context, const boost::json::value& whole,
                       const boost::json::array& failed_rows);

/// some_rows_failed when a row failed or was cancelled.
ExitCode exit_code_of(const boost::json::value& whole);

}  // namespace muster::cli
