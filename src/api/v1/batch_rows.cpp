// /customers/{id}/batches/{id}/rows and results.csv: the outcome of every row of an upload.

#include <fmt/format.h>

#include <boost/json.hpp>

#include "api/csv_results.h"
#include "api/cursor.h"
#include "api/problems.h"
#include "api/query_input.h"
#include "api/render.h"
#include "api/render_batch.h"
#include "api/sight.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::Batch;
using registry::BatchId;
using registry::RegistrationId;
using registry::RowFilter;

constexpr std::size_t rows_at_once = 1000;  ///< of a download; few enough even with hashes

RowFilter filter_from(const std::optional<std::string>& state) {
  if (state == "pending") return RowFilter::pending;
  if (state == "registered") return RowFilter::registered;
  if (state == "failed") return RowFilter::failed;
  if (state == "cancelled") return RowFilter::cancelled;
  return RowFilter::all;
}

http::Response list_rows(Services& services, const Call& call) {
  QueryInput query(call.request);
  const auto state = query.choice("state", {"pending", "registered", "failed", "cancelled"});
  const auto limit = query.limit();
  const auto after = cursor_of<RegistrationId>(query, [](std::string_view text) {
    return read_id_cursor<RegistrationId>(CursorOf::batch_rows, text);
  });
  query.finish();

  const auto batch = find_batch(services, call);
  auto rows = services.batches.rows(batch, filter_from(state), after.value_or(RegistrationId{}),
                                    limit + 1, true);
  std::string next;
  if (rows.size() > limit) {
    rows.resize(limit);
    next = id_cursor(CursorOf::batch_rows, rows.back().device.id);
  }
  json::array items;
  const DeviceView view{.window = active_window(services, batch.origin.customer),
                        .support_contact = services.support_contact->get()};
  for (const auto& row : rows) items.push_back(to_json(row, view));
  return json_response(page(std::move(items), next));
}

bool write_results(Services& services, const Batch& batch, http::ResponseSink& sink) {
  const ResultsCsv csv(batch.file.format, services.support_contact->get());
  std::string text;
  csv.append_header(text);
  RegistrationId after;
  for (;;) {
    const auto rows = services.batches.rows(batch, RowFilter::all, after, rows_at_once, true);
    for (const auto& row : rows) {
      csv.append_row(text, row.input, row_state(row),
                     row.device.error ? &*row.device.error : nullptr, row.device.request_id);
    }
    if (!text.empty() && !sink.write(text)) return false;
    if (rows.size() < rows_at_once) return true;
    text.clear();
    after = rows.back().device.id;
  }
}

http::Response download_results(Services& services, const Call& call) {
  http::Response response;
  response.headers.set("Content-Type", "text/csv; charset=utf-8; header=present");
  auto batch = find_batch(services, call);
  response.headers.set("Content-Disposition",
                       fmt::format("attachment; filename=\"{}-results.csv\"", batch.id.text()));
  response.stream = [&services, batch = std::move(batch)](http::ResponseSink& sink) {
    return write_results(services, batch, sink);
  };
  return response;
}

}  // namespace

void add_batch_rows(Operations& operations) {
  auto& services = operations.services();
  operations.add("GET", "/api/v1/customers/{customer_id}/batches/{batch_id}/rows",
                 "list_batch_rows", Action::see_devices, {.takes_query = true},
                 [&services](const Call& call) { return list_rows(services, call); });
  operations.add("GET", "/api/v1/customers/{customer_id}/batches/{batch_id}/results.csv",
                 "download_batch_results", Action::see_devices, {.produces = "text/csv"},
                 [&services](const Call& call) { return download_results(services, call); });
}

}  // namespace muster::api::v1
