#pragma once
// Texts that careless makers leave in SMBIOS instead of a value, such as "To Be Filled By O.E.M.".
// Thousands of machines share them, so that none of them can be registered by one.

#include <optional>
#include <string>
#include <string_view>

namespace muster::identity {

enum class NamedValue { manufacturer, model, serial_number };

/// Why this value can't identify a device, as a sentence; nullopt where it can. Case, and blanks
/// and full stops at either end, do not count: no maker has a serial number "default string.".
std::optional<std::string> why_placeholder(NamedValue which, std::string_view value);

/// What a person should see before registering this value although it is usable: blanks at its
/// ends, bytes that are no UTF-8, control characters. Empty for nothing.
std::string suspicion(std::string_view value);

/// The value so that a person sees all of it: in quotes; what can't be seen as `\xNN`.
std::string shown_value(std::string_view value);

}  // namespace muster::identity
