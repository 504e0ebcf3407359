#include "storage/copy.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "cli/context.h"
#include "cli/failure.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "server/commands/commands.h"
#include "server/open_store.h"

namespace muster::server {
namespace {

using storage::ComparedTable;
using storage::CopyPlace;

struct CopyOptions {
  std::string from;
  std::string to;
  std::size_t rows_at_once = storage::CopyOptions{}.rows_at_once;
};

CopyPlace place_from(const std::string& text) {
  constexpr std::string_view sqlite = "sqlite:";
  if (text.starts_with(sqlite) && text.size() > sqlite.size()) {
    return {CopyPlace::Engine::sqlite, text.substr(sqlite.size())};
  }
  // A URI, or libpq's key=value pairs.
  if (text.starts_with("postgresql://") || text.starts_with("postgres://") ||
      (!text.starts_with(sqlite) && text.contains('='))) {
    return {CopyPlace::Engine::postgres, text};
  }
  throw cli::Failure(cli::ExitCode::usage, fmt::format("`{}` names no store", text),
                     "Give sqlite:FOLDER, or postgresql://HOST/DATABASE.");
}

cli::Table table_of(const std::vector<ComparedTable>& compared) {
  cli::Table table{{{"Table", false, false},
                    {"Rows", true, false},
                    {"Copied", true, false},
                    {"Checksum", false, false},
                    {"Result", false, false}},
                   {}};
  for (const auto& one : compared) {
    table.rows.push_back({one.name, cli::count_cell(one.source_rows),
                          cli::count_cell(one.target_rows), one.target_checksum,
                          one.is_same() ? cli::Cell("same", cli::Colour::green)
                                        : cli::Cell("DIFFERS", cli::Colour::red)});
  }
  return table;
}

boost::json::value json_of(const std::vector<ComparedTable>& compared) {
  boost::json::array tables;
  for (const auto& one : compared) {
    tables.push_back({{"name", one.name},
                      {"source_rows", one.source_rows},
                      {"target_rows", one.target_rows},
                      {"source_checksum", one.source_checksum},
                      {"target_checksum", one.target_checksum},
                      {"same", one.is_same()}});
  }
  return {{"tables", std::move(tables)}};
}

void refuse_differences(const std::vector<ComparedTable>& compared) {
  std::string names;
  for (const auto& one : compared) {
    if (!one.is_same()) names += fmt::format("{}{}", names.empty() ? "" : ", ", one.name);
  }
  if (names.empty()) return;
  throw cli::Failure(
      cli::ExitCode::machine, fmt::format("The copy is not the same as its source: {}", names),
      "No server opens it. Somebody changed one of the two, or a disk is broken: empty the target, "
      "see that nobody uses either, and copy again.");
}

cli::ExitCode copy(cli::Context& context, const CopyOptions& options) {
  const auto from = place_from(options.from);
  const auto to = place_from(options.to);
  if (from.engine == to.engine) {
    throw cli::Failure(cli::ExitCode::usage, "Both sides are of the same kind",
                       from.engine == CopyPlace::Engine::sqlite
                           ? "Folders are copied by `muster backup` and `muster restore`."
                           : "Databases are copied by PostgreSQL's own pg_dump and pg_restore.");
  }
  std::expected<std::vector<ComparedTable>, storage::OpenError> compared;
  {
    cli::ProgressBar copying(context.surroundings(), "Copying", cli::ProgressUnit::rows);
    cli::ProgressBar comparing(context.surroundings(), "Comparing", cli::ProgressUnit::rows);
    compared = storage::copy_store(from, to, {.rows_at_once = options.rows_at_once},
                                   [&](const storage::CopyProgress& progress) {
                                     auto& bar = progress.doing == "Copying" ? copying : comparing;
                                     bar.update(progress.rows, progress.total);
                                   });
  }
  if (!compared) throw cli::Failure(exit_code_of(compared.error().kind), compared.error().message);
  if (context.format() == cli::OutputFormat::json) {
    context.out() << cli::render_json(json_of(*compared));
  } else if (context.format() == cli::OutputFormat::csv) {
    context.out() << cli::render_csv(table_of(*compared));
  } else {
    context.out() << cli::render_table(table_of(*compared), 0,
                                       context.surroundings().out_has_colours());
  }
  refuse_differences(*compared);
  context.note("Everything is copied, and every table is the same on both sides.");
  return cli::ExitCode::ok;
}

}  // namespace

void add_copy(cli::CommandTree& tree) {
  auto options = std::make_shared<CopyOptions>();
  auto& command = tree.command(
      tree.root(),
      {"copy",
       "Move an installation between SQLite and PostgreSQL, and check every table",
       {"muster copy --from sqlite:/var/lib/muster --to postgresql://db.example.com/muster\n"
        "Stop the server first. The same command goes on where it was cut off.",
        "muster copy --from postgresql://db.example.com/muster --to sqlite:/var/lib/muster"}},
      [options](cli::Context& context) { return copy(context, *options); });
  command.add_option("--from", options->from, "What to copy; no server uses it")
      ->type_name("PLACE")
      ->required();
  command.add_option("--to", options->to, "A new folder or an empty database")
      ->type_name("PLACE")
      ->required();
  command
      .add_option("--rows-at-once", options->rows_at_once, "Rows in one transaction of the target")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  tree.add_format_option(command);
}

}  // namespace muster::server
