#pragma once
// Tables for people, CSV for spreadsheets, JSON for programs.

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/output_format.h"

namespace muster::cli {

enum class Colour { none, bold, dim, red, green, yellow, blue };

/// `text` between the terminal's codes for `colour`; unchanged when `colours` is false.
std::string coloured(std::string_view text, Colour colour, bool colours);

struct Column {
  std::string title;
  bool right = false;   ///< numbers
  bool shrinks = true;  ///< may be cut where the terminal is too narrow; IDs and states may not
};

struct Cell {
  std::string text;
  Colour colour = Colour::none;
  bool is_count = false;  ///< digits, shown to people as 1,234 and written to CSV as 1234
  Cell(std::string t = {}, Colour c = Colour::none) : text(std::move(t)), colour(c) {}  // NOLINT
  Cell(const char* t) : text(t) {}                                                      // NOLINT
};

Cell count_cell(std::uint64_t count, Colour colour = Colour::none);

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

/// Lines ending in \n. `width` 0: as wide as it takes. Columns that shrink give way, the widest
/// first, down to 8 columns each; then lines are longer than `width` rather than unreadable.
/// With `layout`, pages of one list line up: the first call fills it and prints the header, the
/// next ones keep to it and print rows only.
std::string render_table(const Table& table, int width, bool colours,
                         std::vector<int>* layout = nullptr);

/// RFC 4180, CRLF, header first; a value that starts with = + - @ tab or CR gets a leading '.
std::string render_csv(const Table& table, bool with_header = true);

/// Name and value, one a line, for one thing (`batches show`).
std::string render_fields(const std::vector<std::pair<std::string, Cell>>& fields, bool colours);

/// Two spaces of indentation, members in the server's order, ends in \n.
std::string render_json(const boost::json::value& value);

}  // namespace muster::cli
