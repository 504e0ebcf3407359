#pragma once
// The body of a check-in of a session, in the one form that nearly all of them have: a flat object
// of five members in any order, without escapes. Whatever looks otherwise is left to the parser of
// all JSON, which says what is wrong with it.

#include <optional>
#include <string_view>

#include "api/device/check_in_session.h"

namespace muster::api::device {

/// The texts are views of `body`.
std::optional<SessionCheckIn> read_session_body(std::string_view body);

}  // namespace muster::api::device
