#pragma once
// One-time codes of authenticator apps (RFC 6238): six digits of HMAC-SHA-1 over the number of the
// current 30 seconds. These are the only parameters that every app understands.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "registry/time.h"
#include "security/random.h"

namespace muster::security {

/// 160 random bits, as RFC 4226 (section 4, R6) recommends. Bytes, not text.
std::string make_totp_key(Random& random);

/// Which 30 seconds since 1970.
std::uint64_t totp_step(registry::Time now);

/// The six digits that an app shows during `step`.
std::string totp_code(std::string_view key, std::uint64_t step);

/// The step that `entered` is the code of, or nullopt. Clocks may be one step off either way. Only
/// a step after `last_used` is taken: keep the result and hand it in the next time, so that a code
/// that was overheard is of no use (RFC 6238, section 5.2). Blanks in `entered` are overlooked.
std::optional<std::uint64_t> accept_totp(std::string_view key, std::string_view entered,
                                         registry::Time now,
                                         std::optional<std::uint64_t> last_used);

/// What the QR code says: `otpauth://totp/ISSUER:ACCOUNT?secret=...&issuer=...`, as
/// github.com/google/google-authenticator/wiki/Key-Uri-Format describes it.
std::string otpauth_uri(std::string_view key, std::string_view issuer, std::string_view account);

}  // namespace muster::security
