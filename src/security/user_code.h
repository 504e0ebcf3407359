#pragma once
// What a person types to let a device in (RFC 8628, section 6.1): eight of twenty consonants, so
// that no words come about, shown as WDJB-MJHT. About 34 bits: good for minutes, and only where
// attempts are counted.

#include <optional>
#include <string>
#include <string_view>

#include "security/random.h"

namespace muster::security {

/// The eight letters, without the hyphen: as they are kept and compared.
std::string make_user_code(Random& random);

std::string shown_user_code(std::string_view code);  ///< `WDJBMJHT` as `WDJB-MJHT`

/// The eight letters of a code as somebody typed it: case does not matter, and whatever is neither
/// letter nor digit is overlooked, as section 6.1 asks. nullopt for what is no user code.
std::optional<std::string> user_code_from(std::string_view entered);

}  // namespace muster::security
