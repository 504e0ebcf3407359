#include "cli/version.h"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <ostream>

#include "cli/commands.h"
#include "cli/context.h"
#include "cli/output.h"

namespace muster::cli {

std::string version() { return MUSTER_VERSION; }

void add_version(CommandTree& tree) {
  CLI::App& command = tree.command(
      tree.root(), {"version", "Print the version of this program", {"muster version -o json"}},
      [](Context& context) {
        switch (context.format()) {
          case OutputFormat::table:
            context.out() << "muster " << version() << '\n';
            break;
          case OutputFormat::json:
            context.out() << render_json({{"name", "muster"}, {"version", version()}});
            break;
          case OutputFormat::csv:
            context.out() << render_csv({{{"Name"}, {"Version"}}, {{"muster", version()}}});
            break;
        }
        return ExitCode::ok;
      });
  tree.add_format_option(command);
}

}  // namespace muster::cli
