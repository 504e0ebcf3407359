#pragma once
// What the values of header fields are read with.

#include <string>
#include <string_view>

namespace muster::http {

/// Without the spaces and tabs at both ends: the blanks that HTTP allows around a value (OWS of
/// RFC 9110, section 5.6.3).
std::string_view trimmed(std::string_view text);

/// Letters of ASCII in lower case, everything else as it is.
std::string lower(std::string_view text);

}  // namespace muster::http
