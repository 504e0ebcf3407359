#pragma once
// Writing comma-separated values (RFC 4180).

#include <span>
#include <string>
#include <string_view>

namespace muster::intake {

/// Appends the value, in quotes where it holds a separator, a quote, a line break, or blanks
/// around.
void append_csv_field(std::string& out, std::string_view value);

/// The same, for files that people open in a spreadsheet: a value that a spreadsheet would take for
/// a formula (it begins with = + - @, a tab or a carriage return) gets a leading apostrophe.
void append_spreadsheet_field(std::string& out, std::string_view value);

/// A whole record with its CRLF.
void append_csv_row(std::string& out, std::span<const std::string_view> values);
void append_spreadsheet_row(std::string& out, std::span<const std::string_view> values);

}  // namespace muster::intake
