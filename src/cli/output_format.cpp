#include "cli/output_format.h"

namespace muster::cli {

std::optional<OutputFormat> output_format(std::string_view name) {
  if (name == "table") return OutputFormat::table;
  if (name == "json") return OutputFormat::json;
  if (name == "csv") return OutputFormat::csv;
  return std::nullopt;
}

}  // namespace muster::cli
