#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <filesystem>

#include "cli/commands.h"
#include "cli/context.h"
#include "cli/failure.h"
#include "cli/file_output.h"
#include "cli/json_text.h"
#include "cli/lists.h"
#include "cli/nearest.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

struct SampleOptions {
  std::string name;
  std::string output;
};

Table table_of_samples(const json::value& answer) {
  Table table{{{"Name", false, false}, {"Title", false, false}, {"What it is"}}, {}};
  if (const json::array* items = array_at(answer, "items")) {
    for (const json::value& item : *items) {
      table.rows.push_back(
          {text_at(item, "name"), text_at(item, "title"), text_at(item, "description")});
    }
  }
  return table;
}

/// The full name of a sample: exact, or the one that ends so (`partner`).
std::string choose_sample(const Table& samples, const std::string& wanted) {
  std::vector<std::string> names;
  std::vector<std::string> matches;
  for (const auto& row : samples.rows) {
    const std::string& name = row.front().text;
    if (name == wanted) return name;
    names.push_back(name);
    const std::string stem = std::filesystem::path(name).stem();
    if (name == wanted + ".csv" || stem.ends_with('-' + wanted)) matches.push_back(name);
  }
  if (matches.size() == 1) return matches.front();
  const auto near = nearest(wanted, names);
  throw Failure(ExitCode::usage, fmt::format("No sample is called `{}`", wanted),
                near ? fmt::format("Did you mean `{}`?", *near) : "`muster samples` lists them");
}

}  // namespace

void add_samples(CommandTree& tree) {
  auto options = std::make_shared<SampleOptions>();
  CLI::App& command =
      tree.remote_command(tree.root(),
                          {"samples",
                           "List sample files, or download one to fill in",
                           {"muster samples", "muster samples partner --output devices.csv"}},
                          [options](Context& context) {
                            const json::value answer = context.client(false).get("/samples");
                            const Table samples = table_of_samples(answer);
                            if (options->name.empty()) {
                              print_table(context, answer, samples);
                              return ExitCode::ok;
                            }
                            const std::string name = choose_sample(samples, options->name);
                            std::error_code ignored;
                            std::filesystem::path target = options->output;
                            if (std::filesystem::is_directory(target, ignored)) target /= name;
                            save_download(context, "/samples/" + percent_encoded(name), {},
                                          "text/csv", target.string(), false);
                            return ExitCode::ok;
                          });
  command.add_option("NAME", options->name, "The sample; the last word of its name is enough");
  command.add_option("--output", options->output, "File or folder to write to [stdout]")
      ->type_name("FILE");
}

}  // namespace muster::cli
