#include "intake/csv_writer.h"

namespace muster::intake {
namespace {

using Append = void (*)(std::string&, std::string_view);

void append_row(std::string& out, std::span<const std::string_view> values, Append append) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    append(out, values[i]);
  }
  out += "\r\n";
}

}  // namespace

void append_csv_field(std::string& out, std::string_view value) {
  const bool quoted = value.find_first_of("\",;\t\r\n") != std::string_view::npos ||
                      (!value.empty() && (value.front() == ' ' || value.back() == ' '));
  if (!quoted) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_spreadsheet_field(std::string& out, std::string_view value) {
  constexpr std::string_view formula_starts = "=+-@\t\r";
  if (value.empty() || formula_starts.find(value.front()) == std::string_view::npos) {
    append_csv_field(out, value);
    return;
  }
  append_csv_field(out, "'" + std::string(value));
}

void append_csv_row(std::string& out, std::span<const std::string_view> values) {
  append_row(out, values, append_csv_field);
}

void append_spreadsheet_row(std::string& out, std::span<const std::string_view> values) {
  append_row(out, values, append_spreadsheet_field);
}

}  // namespace muster::intake
