#pragma once
// How easily a password is guessed, in points; password_rule.h says what they mean.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace muster::security {

/// The often used words of common_passwords.txt: lower case, without stand-ins. Built in.
std::span<const std::string_view> common_passwords();

/// The points of `password` (valid UTF-8) when `known` are words beside the common ones (lower
/// case, at least 3 characters each).
std::size_t password_points(std::string_view password, std::span<const std::string> known);

}  // namespace muster::security
