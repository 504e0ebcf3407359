#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <ostream>

#include "cli/context.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "registry/time.h"
#include "server/commands/commands.h"
#include "server/open_store.h"
#include "storage/store.h"

namespace muster::server {
namespace {

cli::ExitCode verify(cli::Context& context, const Place& place) {
  const registry::SystemClock clock;
  const auto store = open_beside(place, clock);
  std::int64_t entries = 0;
  const auto broken = store->audit().verify([&](std::int64_t checked) { entries = checked; });
  if (context.format() == cli::OutputFormat::json) {
    boost::json::object answer = {{"ok", !broken}, {"entries", entries}};
    if (broken) {
      answer["organisation_id"] = broken->organisation.text();
      answer["number"] = broken->number;
      answer["what"] = broken->what;
    }
    context.out() << cli::render_json(answer);
  } else if (broken) {
    context.out() << fmt::format("The log of {} does not hold at entry {}: {}.\n",
                                 broken->organisation.text(), broken->number, broken->what);
  } else {
    context.out() << fmt::format("All {} entries hold.\n",
                                 cli::format_count(static_cast<std::uint64_t>(entries)));
  }
  return broken ? cli::ExitCode::some_rows_failed : cli::ExitCode::ok;
}

}  // namespace

void add_audit(cli::CommandTree& tree) {
  auto place = std::make_shared<Place>();
  auto& group = tree.group("audit", "The audit log of an installation");
  auto& command = tree.command(group,
                               {"verify",
                                "Check that nobody changed the audit log; the server may go on",
                                {"muster audit verify --data /var/lib/muster"}},
                               [place](cli::Context& context) { return verify(context, *place); });
  add_place_options(command, *place);
  tree.add_format_option(command);
}

}  // namespace muster::server
