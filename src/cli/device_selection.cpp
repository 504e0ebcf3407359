#include "cli/device_selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <istream>
#include <ostream>

#include "cli/context.h"
#include "cli/failure.h"
#include "cli/json_text.h"
#include "cli/lists.h"
#include "cli/progress_bar.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

constexpr std::size_t most_devices_a_request = 10'000;

}  // namespace

std::vector<std::string> ids_of_arguments(Context& context, const std::vector<std::string>& words) {
  std::vector<std::string> ids;
  for (const std::string& word : words) {
    if (word != "-") {
      ids.push_back(word);
      continue;
    }
    for (std::string line; std::getline(context.surroundings().in, line);) {
      if (line.ends_with('\r')) line.pop_back();
      if (!line.empty()) ids.push_back(line);
    }
  }
  if (ids.empty())
    throw Failure(ExitCode::usage, "No IDs were given", "Give IDs, or - and one a line");
  return ids;
}

ExitCode change_devices(Context& context, const std::string& path,
                        const std::vector<std::string>& device_ids, const json::object& body,
                        const std::string& counter) {
  std::uint64_t done = 0;
  json::array refused;
  for (std::size_t start = 0; start < device_ids.size(); start += most_devices_a_request) {
    const std::size_t end = std::min(device_ids.size(), start + most_devices_a_request);
    json::object request = body;
    json::array& ids = request["device_ids"].emplace_array();
    for (std::size_t i = start; i < end; ++i) ids.emplace_back(device_ids[i]);
    const json::value answer = context.client().post(path, request);
    done += count_at(answer, counter);
    if (const json::array* some = array_at(answer, "refused")) {
      refused.insert(refused.end(), some->begin(), some->end());
    }
  }
  Table table{{{"Device", false, false}, {"Error", false, false}, {"Reason", false, false}}, {}};
  for (const json::value& item : refused) {
    table.rows.push_back({text_at(item, "device_id"), Cell(text_at(item, "code"), Colour::red),
                          text_at(item, "message")});
  }
  const bool some_refused = !refused.empty();
  if (context.format() == OutputFormat::table) {
    context.out() << fmt::format("{} {}", format_count(done), counter)
                  << (some_refused ? fmt::format(" · {} refused\n", format_count(refused.size()))
                                   : "\n");
  }
  const json::value whole = json::object{{counter, done}, {"refused", std::move(refused)}};
  print_table(context, whole, table);
  return some_refused ? ExitCode::some_rows_failed : ExitCode::ok;
}

void confirm(Context& context, const std::string& question) {
  const Surroundings& surroundings = context.surroundings();
  if (!surroundings.in_is_terminal) {
    throw Failure(ExitCode::usage, question + " Nobody is there to ask", "Add --yes to go ahead");
  }
  surroundings.err << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(surroundings.in, answer);
  if (answer != "y" && answer != "Y" && answer != "yes") {
    throw Failure(ExitCode::usage, "Nothing was changed");
  }
}

}  // namespace muster::cli
