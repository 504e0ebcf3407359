#include "cli/batch_view.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <map>
#include <ostream>
#include <sstream>

#include "cli/context.h"
#include "cli/display_width.h"
#include "cli/json_text.h"
#include "cli/progress_bar.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

Colour colour_of_state(const std::string& state) {
  if (state == "finished" || state == "registered") return Colour::green;
  if (state == "failed" || state == "cancelled") return Colour::red;
  return Colour::yellow;
}

std::string count_text(const json::value& value, std::string_view path) {
  return format_count(count_at(value, path));
}

/// What identifies the device of a row, as far as the row has it.
std::string values_of(const json::value& row) {
  std::string values;
  for (const char* name : {"manufacturer", "model", "serial_number", "product_id"}) {
    const std::string value = text_at(row, fmt::format("input.{}", name));
    if (value.empty()) continue;
    values += (values.empty() ? "" : " · ") + value;
  }
  if (values.empty() && !text_at(row, "input.hardware_hash").empty()) values = "(hardware hash)";
  return values.empty() ? "(no values)" : values;
}

/// What the error says of this row alone.
std::string detail_of(const json::value& row) {
  std::string detail = text_at(row, "error.hint");
  const auto append = [&](const std::string& part) {
    detail += (detail.empty() ? "" : "; ") + part;
  };
  const std::string column = text_at(row, "error.column");
  const std::string value = text_at(row, "error.value");
  if (!column.empty()) append("column " + column);
  if (!value.empty())
    append("value \"" + (value.size() > 80 ? value.substr(0, 77) + "..." : value) + '"');
  if (const std::string first = text_at(row, "error.first_row"); !first.empty()) {
    append("first in row " + first);
  }
  if (const std::string id = text_at(row, "error.request_id"); !id.empty())
    append("request ID " + id);
  return detail;
}

Table table_of_errors(const json::value& whole, const json::array& failed_rows) {
  std::map<std::string, const json::value*> example;
  for (const json::value& row : failed_rows) {
    if (const json::value* error = member(row, "error"))
      example.emplace(text_at(*error, "code"), error);
  }
  Table table{{{"Rows", true, false}, {"Error", false, false}, {"What to do next", false, false}},
              {}};
  const json::value* errors = member(whole, "errors");
  if (errors == nullptr || !errors->is_object()) return table;
  for (const auto& [code, count] : errors->get_object()) {
    const auto found = example.find(std::string(code));
    const bool known = found != example.end();
    table.rows.push_back(
        {count_cell(count_at(count, "")),
         Cell(known ? text_at(*found->second, "title") : std::string(code), Colour::red),
         known ? text_at(*found->second, "advice") : ""});
  }
  return table;
}

}  // namespace

std::string summary_of_counts(const json::value& batch) {
  std::string text;
  for (const char* name : {"registered", "failed", "cancelled", "pending"}) {
    const std::uint64_t count = count_at(batch, fmt::format("counts.{}", name));
    if (count == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : " · ", format_count(count), name);
  }
  return text.empty() ? "no rows" : text;
}

ListView batch_list_view() {
  return {{{"Batch", false, false},
           {"State", false, false},
           {"Rows", true, false},
           {"Registered", true, false},
           {"Failed", true, false},
           {"Order ID"},
           {"Purchase ID"},
           {"File"},
           {"Accepted (UTC)", false, false}},
          [](const json::value& batch) -> std::vector<Cell> {
            const std::string state = text_at(batch, "state");
            const bool failed = count_at(batch, "counts.failed") > 0;
            return {
                text_at(batch, "id"),
                Cell(state, colour_of_state(state)),
                count_cell(count_at(batch, "rows")),
                count_cell(count_at(batch, "counts.registered")),
                count_cell(count_at(batch, "counts.failed"), failed ? Colour::red : Colour::none),
                text_at(batch, "order_id"),
                text_at(batch, "purchase_id"),
                text_at(batch, "file_name"),
                time_at(batch, "accepted_at")};
          },
          "No batches yet. `muster register FILE` makes one."};
}

ListView row_list_view() {
  return {{{"Row", true, false},
           {"State", false, false},
           {"Device"},
           {"Error", false, false},
           {"Details"},
           {"Device ID", false, false}},
          [](const json::value& row) -> std::vector<Cell> {
            const std::string state = text_at(row, "state");
            return {text_at(row, "row"), Cell(state, colour_of_state(state)),
                    values_of(row),      Cell(text_at(row, "error.title"), Colour::red),
                    detail_of(row),      text_at(row, "device_id")};
          },
          "No rows match."};
}

std::vector<std::pair<std::string, Cell>> batch_fields(const json::value& batch) {
  const std::string state = text_at(batch, "state");
  std::vector<std::pair<std::string, Cell>> fields{
      {"Batch", text_at(batch, "id")},
      {"State", Cell(state, colour_of_state(state))},
      {"Rows", count_text(batch, "rows") + ": " + summary_of_counts(batch)},
      {"Customer", text_at(batch, "customer_id")},
      {"Order ID", text_at(batch, "order_id")},
      {"Purchase ID", text_at(batch, "purchase_id")},
      {"File", text_at(batch, "file_name")},
      {"Read as", fmt::format("{}, {}{}", text_at(batch, "format"), text_at(batch, "encoding"),
                              text_at(batch, "separator").empty()
                                  ? ""
                                  : ", separated by " + text_at(batch, "separator"))},
      {"Size", format_bytes(count_at(batch, "bytes"))},
      {"SHA-256", text_at(batch, "sha256")},
      {"Uploaded by", fmt::format("{} ({})", text_at(batch, "created_by.organisation_name"),
                                  text_at(batch, "created_by.token_name"))},
      {"Accepted (UTC)", time_at(batch, "accepted_at")},
      {"Started (UTC)", time_at(batch, "started_at")},
      {"Finished (UTC)", time_at(batch, "finished_at")},
      {"Rows a second", count_cell(count_at(batch, "rows_per_second"))},
      {"Request ID", text_at(batch, "request_id")}};
  if (const std::string of = text_at(batch, "retry_of"); !of.empty()) {
    fields.emplace_back("Retry of", of);
  }
  const json::value* errors = member(batch, "errors");
  if (errors != nullptr && errors->is_object()) {
    for (const auto& [code, count] : errors->get_object()) {
      fields.emplace_back(
          "Failed",
          Cell(fmt::format("{} with {}", format_count(count_at(count, "")), std::string(code)),
               Colour::red));
    }
  }
  return fields;
}

void note_warnings(Context& context, const json::value& answer) {
  const json::array* warnings = array_at(answer, "warnings");
  if (warnings == nullptr) return;
  const bool colours = context.surroundings().err_has_colours();
  for (const json::value& warning : *warnings) {
    std::string place;
    if (const std::string row = text_at(warning, "row"); !row.empty()) place += "row " + row;
    if (const std::string column = text_at(warning, "column"); !column.empty()) {
      place += (place.empty() ? "column " : ", column ") + column;
    }
    context.note(coloured("warning: ", Colour::yellow, colours) + text_at(warning, "message") +
                 (place.empty() ? "" : " (" + place + ")"));
  }
}

void print_failed_rows(Context& context, const json::value& whole, const json::array& failed_rows) {
  if (failed_rows.empty()) return;
  Table rows{{{"Row", true, false}, {"Device"}, {"Error", false, false}}, {}};
  for (const json::value& row : failed_rows) {
    rows.rows.push_back(
        {text_at(row, "row"), values_of(row), Cell(text_at(row, "error.title"), Colour::red)});
  }
  const Surroundings& surroundings = context.surroundings();
  const int width = surroundings.out_is_terminal ? surroundings.columns : 0;
  const bool colours = surroundings.out_has_colours();
  std::istringstream lines(render_table(rows, width, colours));
  std::string line;
  std::getline(lines, line);
  context.out() << '\n' << line << '\n';
  // Details stand below their row, where a narrow terminal need not cut them.
  for (const json::value& row : failed_rows) {
    std::getline(lines, line);
    context.out() << line << '\n';
    if (const std::string detail = detail_of(row); !detail.empty()) {
      context.out() << "     " << coloured(printable(detail), Colour::dim, colours) << '\n';
    }
  }
  const std::uint64_t failed = count_at(whole, "counts.failed");
  if (failed > failed_rows.size()) {
    context.out() << fmt::format("and {} more failed rows\n",
                                 format_count(failed - failed_rows.size()));
  }
  context.out() << '\n' << render_table(table_of_errors(whole, failed_rows), width, colours);
}

ExitCode exit_code_of(const json::value& whole) {
  const bool failed =
      count_at(whole, "counts.failed") > 0 || count_at(whole, "counts.cancelled") > 0;
  return failed ? ExitCode::some_rows_failed : ExitCode::ok;
}

}  // namespace muster::cli
