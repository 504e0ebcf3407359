#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <ostream>
#include <system_error>

#include "cli/context.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "registry/time.h"
#include "server/commands/commands.h"
#include "server/open_store.h"
#include "storage/store.h"

namespace muster::server {
namespace {

namespace json = boost::json;
using storage::Finding;

constexpr std::uintmax_t least_free = std::uintmax_t{512} * 1024 * 1024;

Finding check_folder(const std::string& folder) {
  struct stat status{};
  if (::stat(folder.c_str(), &status) != 0) {
    return {false, "folder", fmt::format("{} does not exist. Name it with --data.", folder)};
  }
  if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0) {
    return {false, "folder", fmt::format("{} cannot be written to by this user.", folder)};
  }
  if ((status.st_mode & 0077) != 0) {
    return {
        false, "folder",
        fmt::format("{} can be read by other users. `chmod 700 {}` mends that.", folder, folder)};
  }
  return {true, "folder", "only this user can read it, and can write to it"};
}

Finding check_disk(const std::string& folder) {
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  if (error) return {false, "free disk", error.message()};
  const auto free = fmt::format("{} free", cli::format_bytes(space.available));
  if (space.available < least_free) {
    return {false, "free disk", free + "; make room, or move the folder to a larger disk."};
  }
  return {true, "free disk", free};
}

/// A clock that lies makes devices look inactive and tokens expired.
Finding check_clock() {
  using namespace std::chrono_literals;
  const auto now = registry::SystemClock().now();
  const registry::Time written{std::chrono::sys_days{std::chrono::year{2026} / 11 / 1}};
  if (now < written) {
    return {
        false, "clock",
        fmt::format("this machine's clock says {}, which is before this program was written. Set "
                    "it, or start a time service.",
                    registry::to_text(now))};
  }
  return {true, "clock", registry::to_text(now)};
}

std::vector<Finding> examine_folder(const std::string& folder) {
  std::vector<Finding> findings = {check_folder(folder)};
  if (!findings.front().ok && !std::filesystem::exists(folder)) return findings;
  findings.push_back(check_disk(folder));
  findings.push_back(check_clock());
  for (auto& finding : storage::examine_sqlite(folder)) findings.push_back(std::move(finding));
  return findings;
}

std::vector<Finding> examine_database(const std::string& address) {
  std::vector<Finding> findings = {check_clock()};
  for (auto& finding : storage::examine_postgres(address, registry::SystemClock())) {
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace

void add_doctor(cli::CommandTree& tree) {
  auto place = std::make_shared<Place>();
  auto& command = tree.command(
      tree.root(),
      {"doctor",
       "Examine a data folder or a database, and this machine; servers may go on serving",
       {"muster doctor --data /var/lib/muster",
        "muster doctor --database postgresql://db.example.com/muster"}},
      [place](cli::Context& context) {
        const auto findings = place->database.empty() ? examine_folder(place->data)
                                                      : examine_database(place->database);
        bool all_well = true;
        json::array listed;
        cli::Table table{{{"", false, false}, {"Check", false, false}, {"Finding"}}, {}};
        for (const auto& finding : findings) {
          all_well = all_well && finding.ok;
          listed.push_back(
              {{"ok", finding.ok}, {"check", finding.check}, {"detail", finding.detail}});
          table.rows.push_back({cli::Cell(finding.ok ? "ok" : "BAD",
                                          finding.ok ? cli::Colour::green : cli::Colour::red),
                                finding.check, finding.detail});
        }
        if (context.format() == cli::OutputFormat::json) {
          context.out() << cli::render_json({{"ok", all_well}, {"findings", listed}});
        } else if (context.format() == cli::OutputFormat::csv) {
          context.out() << cli::render_csv(table);
        } else {
          context.out() << cli::render_table(table, 0, context.surroundings().out_has_colours());
        }
        return all_well ? cli::ExitCode::ok : cli::ExitCode::some_rows_failed;
      });
  add_place_options(command, *place);
  tree.add_format_option(command);
}

}  // namespace muster::server
