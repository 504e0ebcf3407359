#pragma once
// Codes for the day the authenticator is lost: `7k2m-q9xd-04vt-rw6h`, 80 random bits in Crockford's
// base32, which has no letters that look like digits. Shown once; kept as SHA-256. A fast hash is
// enough, because nobody tries 2^80 codes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "security/random.h"
#include "security/sha256.h"

namespace muster::security {

constexpr std::size_t recovery_code_count = 10;

struct RecoveryCode {
  std::string text;  ///< as it is shown, with hyphens
  Digest hash;       ///< as it is kept; each is good once
};

std::vector<RecoveryCode> make_recovery_codes(Random& random);

/// The hash to look for, of a code as somebody typed it: case, hyphens and blanks don't matter, and
/// O, I and L are the digits that they look like. nullopt for what is no recovery code.
std::optional<Digest> hash_of_recovery_code(std::string_view entered);

}  // namespace muster::security
