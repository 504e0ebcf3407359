// The list is of what is seen in the field, folded: lower case, without blanks and full stops at
// the ends. A word that could be a real name stands only where it can't be one.

#include "identity/placeholder.h"

#include <algorithm>
#include <array>

#include "identity/utf8.h"

namespace muster::identity {
namespace {

constexpr std::array anywhere = std::to_array<std::string_view>({
    "default string",
    "default",
    "to be filled by o.e.m",
    "to be filled by oem",
    "to be filled",
    "o.e.m",
    "oem",
    "not specified",
    "not applicable",
    "not available",
    "not defined",
    "n/a",
    "na",
    "none",
    "null",
    "empty",
    "unknown",
    "undefined",
    "invalid",
    "string",
    "type1family",
    "system manufacturer",
    "system product name",
    "system name",
    "system version",
    "system serial number",
    "manufacturer",
    "product name",
    "serial number",
    "serial",
    "chassis serial number",
    "base board serial number",
    "sku",
    "<bad index>",
    "<out of spec>",
    "no enclosure",
    "no asset tag",
    "no asset information",
    "asset-1234567890",
});

constexpr std::array serial_numbers = std::to_array<std::string_view>({
    "0123456789",
    "1234567890",
    "123456789",
    "12345678",
    "1234567",
    "123456",
    "12345",
    "1234",
    "123",
    "0123456789abcdef",
    "123456789abcdef",
    "sernum0",
    "systemserialnumb",
    "ssn12345678901234567",
    "eval",
    "tbd by oem",
    "tbd",
});

std::string folded(std::string_view value) {
  const auto is_noise = [](char c) { return c == ' ' || c == '.' || c == '\t' || c == '\0'; };
  while (!value.empty() && is_noise(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_noise(value.back())) value.remove_suffix(1);
  std::string text(value);
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// One character over and over, blanks and dashes aside: 0000000, xxxxxxx, FF-FF-FF.
bool is_one_character(std::string_view text) {
  char first = 0;
  std::size_t count = 0;
  for (const char c : text) {
    if (c == ' ' || c == '-' || c == ':' || c == '.') continue;
    if (first == 0) first = c;
    if (c != first) return false;
    ++count;
  }
  return count == 0 || count >= 3 || first == '0';
}

std::string_view name_of(NamedValue which) {
  switch (which) {
    case NamedValue::manufacturer:
      return "manufacturer";
    case NamedValue::model:
      return "model";
    case NamedValue::serial_number:
      return "serial number";
  }
  return {};
}

}  // namespace

std::optional<std::string> why_placeholder(NamedValue which, std::string_view value) {
  const auto text = folded(value);
  const auto name = std::string(name_of(which));
  if (text.empty()) return "The " + name + " is empty.";
  const bool is_known = std::ranges::find(anywhere, text) != anywhere.end() ||
                        (which == NamedValue::serial_number &&
                         (std::ranges::find(serial_numbers, text) != serial_numbers.end()));
  if (is_known) {
    return "The maker has put a placeholder where the " + name +
           " should be; many machines have the same.";
  }
  if (which == NamedValue::serial_number && is_one_character(text)) {
    return "The serial number is one character over and over: a placeholder of the maker.";
  }
  return std::nullopt;
}

std::string suspicion(std::string_view value) {
  if (value.empty()) return {};
  if (first_invalid_utf8(value)) return "has bytes that are no UTF-8: it can't be registered";
  if (first_control_character(value)) return "has control characters: it can't be registered";
  const bool before = value.front() == ' ';
  const bool after = value.back() == ' ';
  if (before && after) return "begins and ends with blanks, which are part of it";
  if (before) return "begins with a blank, which is part of it";
  if (after) return "ends with a blank, which is part of it";
  if (value.find("  ") != std::string_view::npos) return "has several blanks in a row";
  return {};
}

std::string shown_value(std::string_view value) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto valid = with_invalid_bytes_shown(value);
  std::string text = "\"";
  for (const char c : valid) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      text += "\\x";
      text += digits[byte >> 4];
      text += digits[byte & 15];
    } else {
      text += c;
    }
  }
  return text + '"';
}

}  // namespace muster::identity
