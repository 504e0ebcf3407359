#pragma once
// Percent-encoding of one part of a URL or of a form's body.

#include <optional>
#include <string>
#include <string_view>

namespace muster::security {

/// Every byte but RFC 3986's unreserved characters (letters, digits, `-._~`) as `%XX`. Good for a
/// query's value, a form's value and a path's segment.
std::string percent_encoded(std::string_view text);

/// The text behind `%XX` and, as in forms, `+` for a space. nullopt for a `%` without two hex
/// digits.
std::optional<std::string> form_decoded(std::string_view text);

}  // namespace muster::security
