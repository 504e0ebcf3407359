#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <optional>
#include <system_error>

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

std::int64_t count(SqliteConnection& connection, std::string_view sql) {
  SqliteStatement statement(connection.handle(), sql);
  return statement.step() ? statement.integer(0) : 0;
}

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

Finding schema(SqliteConnection& connection, std::string_view file,
               std::span<const Migration> migrations) {
  const auto version = connection.pragma("user_version");
  const auto known = static_cast<std::int64_t>(migrations.size());
  const auto check = fmt::format("schema of {}", file);
  if (version == known) return {true, check, fmt::format("version {}", version)};
  if (version < known) {
    return {true, check, fmt::format("version {}; the next start brings it to {}", version, known)};
  }
  return {
      false, check,
      fmt::format("version {} is newer than this program, which knows {}. Use the newer program.",
                  version, known)};
}

// Pages are merged in the order of claims; removed registrations (6, 7) own no claim, and neither
// does one that is still to be decided need one.
constexpr std::string_view count_orphans = R"(
  SELECT count(*)
    FROM identities.claims c
    LEFT JOIN registrations r ON r.id = c.registration_id AND r.customer_id = c.customer_id
   WHERE r.id IS NULL OR r.state NOT IN (2, 4, 5, 6))";

constexpr std::string_view count_unclaimed = R"(
  SELECT (SELECT count(*) FROM registrations WHERE state IN (4, 5))
       - (SELECT count(*)
            FROM identities.claims c
            JOIN registrations r ON r.id = c.registration_id AND r.customer_id = c.customer_id
           WHERE r.state IN (4, 5)))";

constexpr std::string_view count_wrong_counts = R"(
  SELECT count(*)
    FROM (SELECT customer_id, sum(failed) AS failed, sum(registered) AS registered,
                 sum(enrolled) AS enrolled
            FROM device_counts
           GROUP BY customer_id) d
   WHERE d.failed <> (SELECT count(*) FROM registrations r
                       WHERE r.customer_id = d.customer_id AND r.state = 3)
      OR d.registered <> (SELECT count(*) FROM registrations r
                           WHERE r.customer_id = d.customer_id AND r.state = 4)
      OR d.enrolled <> (SELECT count(*) FROM registrations r
                         WHERE r.customer_id = d.customer_id AND r.state = 5))";

Finding none_of(std::int64_t found, std::string check, std::string_view good,
                std::string_view bad) {
  if (found == 0) return {true, std::move(check), std::string(good)};
  return {false, std::move(check), fmt::format("{} {}", found, bad)};
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
    findings.push_back(schema(organisations, sqlite::registry_file, registry_migrations()));
    findings.push_back(schema(identities, sqlite::identity_file, identity_migrations()));
    findings.push_back(integrity(organisations, sqlite::registry_file));
    findings.push_back(integrity(identities, sqlite::identity_file));

    SqliteStatement attach(organisations.handle(), "ATTACH $1 AS identities");
    const auto path = (folder / sqlite::identity_file).string();
    attach.bind_text(1, path);
    attach.step();
    findings.push_back(
        none_of(count(organisations, count_orphans), "claims without registration",
                "each claim names its registration",
                "claims name no registration that could own them. Report this with a "
                "copy of the folder: the devices cannot be registered by others."));
    findings.push_back(none_of(count(organisations, count_unclaimed), "registrations without claim",
                               "each registered device has its claim",
                               "registered devices have no claim. Report this with a copy of the "
                               "folder: others could register them too."));
    findings.push_back(none_of(count(organisations, count_wrong_counts), "counts by state",
                               "the counts of each customer are right",
                               "customers whose counts are wrong. Report this with a copy of the "
                               "folder."));
  } catch (const StorageFault& fault) {
    findings.push_back(
        {false, "reading the data",
         fmt::format("{}. Stop the server and restore the newest backup.", fault.what())});
  }
  return findings;
}

}  // namespace muster::storage
