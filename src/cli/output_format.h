#pragma once
// How a command prints what it found.

#include <optional>
#include <string_view>

namespace muster::cli {

enum class OutputFormat {
  table,  ///< for people: aligned, cut to the terminal, coloured there
  json,   ///< the API's own JSON
  csv,    ///< RFC 4180 with CRLF; values that a spreadsheet would run start with '
};

std::optional<OutputFormat> output_format(std::string_view name);

}  // namespace muster::cli
