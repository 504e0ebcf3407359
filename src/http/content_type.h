#pragma once
// Field values of the form `value; name=value; name="quoted value"` (RFC 9110, 5.6.6): what
// Content-Type and Content-Disposition hold.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::http {

struct ParameterisedValue {
  std::string value;  ///< in lower case: `text/csv`, `form-data`
  /// Names in lower case, values as given, without quotes; in order, doubles kept.
  std::vector<std::pair<std::string, std::string>> parameters;

  /// The first of that name, which is in lower case.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

/// nullopt for a quote that is not closed, a parameter without a name or an equals sign, or no
/// value at all. `\"` and `\\` inside quotes stand for a quote and a backslash; any other backslash
/// is itself, since old browsers send `C:\folder\file.csv` so.
std::optional<ParameterisedValue> parse_parameterised(std::string_view text);

}  // namespace muster::http
