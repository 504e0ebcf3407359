#pragma once
// The end of a batch, waited for and shown; what register --wait, batches watch and batches retry
// --wait have in common.

#include <string>

#include "cli/exit_code.h"

namespace muster::cli {

class Context;

/// Waits for the batch at `batch_path` (/customers/.../batches/...), then prints it: for people the
/// counts and the failed rows, at most 1,000 of them; as JSON the batch with `failed_rows` and
/// `failed_rows_truncated` added; as CSV the results of every row.
ExitCode wait_and_report(Context& context, const std::string& batch_path);

}  // namespace muster::cli
