#include <fmt/format.h>

#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "storage/examination.h"
#include "storage/migrations.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/folder.h"
#include "storage/store.h"

namespace muster::storage {
namespace {

using sqlite::Access;
using sqlite::SqliteConnection;
using sqlite::SqliteStatement;

constexpr int cache_kib = 16 * 1024;

Finding integrity(SqliteConnection& connection, std::string_view file) {
  SqliteStatement statement(connection.handle(), "PRAGMA integrity_check(5)");
  std::string problems;
  while (statement.step()) {
    if (statement.text(0) == "ok") continue;
    problems += (problems.empty() ? "" : "; ") + std::string(statement.text(0));
  }
  const auto check = fmt::format("integrity of {}", file);
  if (problems.empty()) return {true, check, "every page and index is sound"};
  return {false, check, problems + ". Stop the server and restore the newest backup."};
}

constexpr std::string_view count_claimed_twice = R"(
  SELECT count(*) FROM claims_recent r CROSS JOIN claims_settled s USING (identity_key))";

/// Each of the two tables has a key, which cannot know of the other.
Finding claimed_once(SqliteConnection& identities) {
  auto rows = query(identities, count_claimed_twice);
  const auto twice = rows.next() ? rows.integer(0) : 0;
  std::string check = "devices claimed once";
  if (twice == 0) return {true, std::move(check), "no device is claimed twice"};
  return {false, std::move(check),
          fmt::format("{} devices are claimed twice. Report this with a copy of the data.", twice)};
}

}  // namespace

std::vector<Finding> examine_sqlite(const std::filesystem::path& folder) {
  std::vector<Finding> findings;
  std::error_code error;
  for (const auto* file : {sqlite::registry_file, sqlite::identity_file}) {
    if (!std::filesystem::exists(folder / file, error)) {
      findings.push_back(
          {false, fmt::format("file {}", file),
           fmt::format("{} is missing. Name the folder that `muster serve` uses with "
                       "--data, or restore a backup.",
                       (folder / file).string())});
    }
  }
  if (!findings.empty()) return findings;
  try {
    SqliteConnection organisations(folder / sqlite::registry_file, Access::read_write, cache_kib);
    SqliteConnection identities(folder / sqlite::identity_file, Access::read_write, cache_kib);
    const auto schema = [&](SqliteConnection& of, std::string_view file, std::size_t known) {
      findings.push_back(
          examine_schema(file, of.pragma("user_version"), static_cast<std::int64_t>(known)));
    };
    schema(organisations, sqlite::registry_file, registry_migrations().size());
    schema(identities, sqlite::identity_file, identity_migrations().size());
    findings.push_back(integrity(organisations, sqlite::registry_file));
    findings.push_back(integrity(identities, sqlite::identity_file));

    if (identities.pragma("user_version") == std::ssize(identity_migrations())) {
      findings.push_back(claimed_once(identities));
    }

    SqliteStatement attach(organisations.handle(), "ATTACH $1 AS identities");
    const auto path = (folder / sqlite::identity_file).string();
    attach.bind_text(1, path);
    attach.step();
    for (auto& finding : examine_agreement(organisations, MUSTER_AGREEMENT("identities.claims"))) {
      findings.push_back(std::move(finding));
    }
  } catch (const StorageFault& fault) {
    findings.push_back(
        {false, "reading the data",
         fmt::format("{}. Stop the server and restore the newest backup.", fault.what())});
  }
  return findings;
}

}  // namespace muster::storage
