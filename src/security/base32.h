#pragma once
// Base32 (RFC 4648, section 6), without padding: how authenticator apps take their keys.

#include <string>
#include <string_view>

namespace muster::security {

std::string to_base32(std::string_view bytes);  ///< upper case

}  // namespace muster::security
