#include "storage/examination.h"

#include <fmt/format.h>

#include <string>

namespace muster::storage {
namespace {

Finding none_of(Connection& connection, std::string_view sql, std::string check,
                std::string_view good, std::string_view bad) {
  auto& statement = connection.prepare(sql);
  const auto found = statement.step() ? statement.integer(0) : 0;
  statement.reset();
  if (found == 0) return {true, std::move(check), std::string(good)};
  return {false, std::move(check), fmt::format("{} {}", found, bad)};
}

}  // namespace

std::vector<Finding> examine_agreement(Connection& connection, const Agreement& sql) {
  return {none_of(connection, sql.orphans, "claims without registration",
                  "each claim names its registration",
                  "claims name no registration that could own them. Report this with a copy of "
                  "the data: the devices cannot be registered by others."),
          none_of(connection, sql.unclaimed, "registrations without claim",
                  "each registered device has its claim",
                  "registered devices have no claim. Report this with a copy of the data: others "
                  "could register them too."),
          none_of(connection, sql.wrong_counts, "counts by state",
                  "the counts of each customer are right",
                  "customers whose counts are wrong. Report this with a copy of the data.")};
}

Finding examine_schema(std::string_view of, std::int64_t version, std::int64_t known) {
  auto check = fmt::format("schema of {}", of);
  if (version == known) return {true, std::move(check), fmt::format("version {}", version)};
  if (version < known) {
    return {true, std::move(check),
            fmt::format("version {}; the next start brings it to {}", version, known)};
  }
  return {
      false, std::move(check),
      fmt::format("version {} is newer than this program, which knows {}. Use the newer program.",
                  version, known)};
}

}  // namespace muster::storage
