#include "storage/request_records.h"

#include <algorithm>

#include "storage/text_list.h"

namespace muster::storage {
namespace {

using registry::LateLine;
using registry::OrganisationId;
using registry::RequestRecord;

constexpr std::size_t most_log_bytes = 16'384;  ///< of one request

RequestRecord request_from(const Rows& rows) {
  return {.organisation = rows.id<OrganisationId>(0),
          .request_id = rows.text(1),
          .at = rows.time(2),
          .method = rows.text(3),
          .path = rows.text(4),
          .operation = rows.text(5),
          .status = static_cast<int>(rows.integer(6)),
          .problem = rows.text(7),
          .detail = rows.text(8),
          .actor_name = rows.text(9),
          .address = rows.text(10),
          .duration = std::chrono::microseconds{rows.integer(11)},
          .log = texts_from(rows.view(12))};
}

}  // namespace

#define MUSTER_REQUEST_COLUMNS                                                          \
  "organisation_id, request_id, at, method, path, operation, status, problem, detail, " \
  "actor_name, address, duration_us, log"

constexpr std::string_view insert_request = "INSERT INTO requests (" MUSTER_REQUEST_COLUMNS R"()
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  ON CONFLICT DO NOTHING)";

void RequestRecords::keep(std::span<const RequestRecord> requests) {
  database_.write(
      [&](Connection& connection) {
        Repeated insert(connection, insert_request);
        for (const auto& request : requests) {
          const auto log = to_text(request.log);
          insert.run(request.organisation, request.request_id, request.at, request.method,
                     request.path, request.operation, request.status, request.problem,
                     request.detail, request.actor_name, request.address, request.duration.count(),
                     log);
        }
      },
      Database::Durability::later);
}

constexpr std::string_view select_log_size = R"(
  SELECT length(log) FROM requests WHERE request_id = $1)";

constexpr std::string_view append_line = R"(
  UPDATE requests SET log = log || $2 WHERE request_id = $1)";

std::vector<LateLine> RequestRecords::add_lines(std::span<const LateLine> lines) {
  std::vector<LateLine> of_none;
  database_.write(
      [&](Connection& connection) {
        for (const auto& line : lines) {
          auto rows = query(connection, select_log_size, line.request_id);
          if (!rows.next()) {
            of_none.push_back(line);
          } else if (rows.integer(0) < static_cast<std::int64_t>(most_log_bytes)) {
            execute(connection, append_line, line.request_id, line.line + "\n");
          }
        }
      },
      Database::Durability::later);
  return of_none;
}

constexpr std::string_view select_request = "SELECT " MUSTER_REQUEST_COLUMNS R"(
    FROM requests
   WHERE request_id = $2 AND ($1 IS NULL OR organisation_id = $1))";

std::optional<RequestRecord> RequestRecords::find(std::optional<OrganisationId> organisation,
                                                  const std::string& request_id) {
  std::optional<RequestRecord> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_request, organisation, request_id);
    if (rows.next()) found = request_from(rows);
  });
  return found;
}

// The oldest that stays when so many are kept.
constexpr std::string_view select_oldest_kept = R"(
  SELECT at FROM requests WHERE CASE WHEN organisation_id = 0 THEN 1 ELSE 0 END = $1 ORDER BY at DESC LIMIT 1 OFFSET $2)";

// In pieces, so that whoever wants to write meanwhile waits for one of them at most.
constexpr std::string_view delete_some = R"(
  DELETE FROM requests
   WHERE (organisation_id, request_id) IN
         (SELECT organisation_id, request_id FROM requests
           WHERE at < $1 AND CASE WHEN organisation_id = 0 THEN 1 ELSE 0 END = $2
           ORDER BY at
           LIMIT $3))";

void RequestRecords::forget_before(registry::Time time, bool nobodys) {
  constexpr std::int64_t at_once = 2000;
  for (std::int64_t deleted = at_once; deleted == at_once;) {
    database_.write(
        [&](Connection& connection) {
          deleted = execute(connection, delete_some, time, nobodys, at_once);
        },
        Database::Durability::later);
  }
}

void RequestRecords::forget_old(const registry::RequestLimits& limits) {
  for (const bool nobodys : {false, true}) {
    auto before = clock_.now() - registry::requests_last;
    database_.read([&](Connection& connection) {
      auto rows = query(connection, select_oldest_kept, nobodys,
                        (nobodys ? limits.nobodys : limits.signed_in) - 1);
      if (rows.next()) before = std::max(before, rows.time(0));
    });
    forget_before(before, nobodys);
  }
}

}  // namespace muster::storage
