#include "cli/output.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "cli/display_width.h"

namespace muster::cli {

namespace {

constexpr int gap = 2;
constexpr int narrowest = 8;

std::string_view code_of(Colour colour) {
  switch (colour) {
    case Colour::none:
      return "";
    case Colour::bold:
      return "\x1b[1m";
    case Colour::dim:
      return "\x1b[2m";
    case Colour::red:
      return "\x1b[31m";
    case Colour::green:
      return "\x1b[32m";
    case Colour::yellow:
      return "\x1b[33m";
    case Colour::blue:
      return "\x1b[34m";
  }
  return "";
}

std::string blanks(int count) {
  return std::string(static_cast<std::size_t>(std::max(0, count)), ' ');
}

std::string shown(const Cell& cell) {
  std::string text = printable(cell.text);
  if (!cell.is_count) return text;
  for (std::size_t place = text.size(); place > 3; place -= 3) text.insert(place - 3, ",");
  return text;
}

std::vector<int> natural_widths(const Table& table) {
  std::vector<int> widths;
  for (const Column& column : table.columns) widths.push_back(display_width(column.title));
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < widths.size() && i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(shown(row[i])));
    }
  }
  return widths;
}

/// Takes one column of width at a time from the widest that may shrink, until all fits.
void shrink(std::vector<int>& widths, const std::vector<Column>& columns, int width) {
  int total = gap * static_cast<int>(widths.size() - 1);
  for (const int column : widths) total += column;
  while (total > width) {
    int* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const int least = std::max(narrowest, display_width(columns[i].title));
      if (!columns[i].shrinks || widths[i] <= least) continue;
      if (widest == nullptr || widths[i] > *widest) widest = &widths[i];
    }
    if (widest == nullptr) return;
    --*widest;
    --total;
  }
}

/// Appends `cell`, filled up to `width`; the last column is not filled, so lines end in no blanks.
void append_cell(std::string& line, const Cell& cell, const Column& column, int width, bool last,
                 bool colours) {
  const std::string text = column.shrinks ? cut_to_width(shown(cell), width) : shown(cell);
  const int missing = width - display_width(text);
  if (column.right) line += blanks(missing);
  line += coloured(text, cell.colour, colours && !text.empty());
  if (!column.right && !last) line += blanks(missing);
  if (!last) line += blanks(gap);
}

std::string csv_value(const std::string& value) {
  std::string text = value;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) {
    text.insert(text.begin(), '\'');
  }
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

void append_json(std::string& out, const boost::json::value& value, int depth) {
  const std::string inner = blanks(2 * (depth + 1));
  const auto separate = [&](bool first) {
    out += first ? "\n" : ",\n";
    out += inner;
  };
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    out += '{';
    bool first = true;
    for (const auto& member : *object) {
      separate(std::exchange(first, false));
      out += boost::json::serialize(member.key()) + ": ";
      append_json(out, member.value(), depth + 1);
    }
    out += '\n' + blanks(2 * depth) + '}';
  } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
    out += '[';
    bool first = true;
    for (const auto& element : *array) {
      separate(std::exchange(first, false));
      append_json(out, element, depth + 1);
    }
    out += '\n' + blanks(2 * depth) + ']';
  } else {
    out += boost::json::serialize(value);
  }
}

}  // namespace

std::string coloured(std::string_view text, Colour colour, bool colours) {
  if (!colours || colour == Colour::none) return std::string(text);
  return std::string(code_of(colour)) + std::string(text) + "\x1b[0m";
}

Cell count_cell(std::uint64_t count, Colour colour) {
  Cell cell(std::to_string(count), colour);
  cell.is_count = true;
  return cell;
}

std::string render_table(const Table& table, int width, bool colours, std::vector<int>* layout) {
  if (table.columns.empty()) return {};
  const bool goes_on = layout != nullptr && !layout->empty();
  std::vector<int> widths = goes_on ? *layout : natural_widths(table);
  if (width > 0 && !goes_on) shrink(widths, table.columns, width);
  if (layout != nullptr) *layout = widths;
  const std::size_t last = table.columns.size() - 1;
  std::string text;
  const auto append = [&](auto cell_of) {
    std::string line;
    for (std::size_t i = 0; i <= last; ++i) {
      append_cell(line, cell_of(i), table.columns[i], widths[i], i == last, colours);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  };
  if (!goes_on) {
    append([&](std::size_t i) { return Cell(table.columns[i].title, Colour::bold); });
  }
  for (const auto& row : table.rows) {
    append([&](std::size_t i) { return i < row.size() ? row[i] : Cell(); });
  }
  return text;
}

std::string render_csv(const Table& table, bool with_header) {
  std::string text;
  const auto append = [&](const auto& cells, auto value_of) {
    bool first = true;
    for (const auto& cell : cells) {
      if (!std::exchange(first, false)) text += ',';
      text += csv_value(value_of(cell));
    }
    text += "\r\n";
  };
  if (with_header) append(table.columns, [](const Column& column) { return column.title; });
  for (const auto& row : table.rows) append(row, [](const Cell& cell) { return cell.text; });
  return text;
}

std::string render_fields(const std::vector<std::pair<std::string, Cell>>& fields, bool colours) {
  int widest = 0;
  for (const auto& field : fields) widest = std::max(widest, display_width(field.first));
  std::string text;
  for (const auto& [name, cell] : fields) {
    text += coloured(name, Colour::bold, colours) + blanks(widest - display_width(name) + gap) +
            coloured(shown(cell), cell.colour, colours) + '\n';
  }
  return text;
}

std::string render_json(const boost::json::value& value) {
  std::string text;
  append_json(text, value, 0);
  return text + '\n';
}

}  // namespace muster::cli
