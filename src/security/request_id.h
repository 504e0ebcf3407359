#pragma once
// Request ids: `req_` and 26 characters of Crockford's base32 in lower case, as in a ULID
// (github.com/ulid/spec): 48 bits of milliseconds since 1970, then 80 random bits. Sorted as text
// they are sorted by time.

#include <string>

#include "registry/time.h"
#include "security/random.h"

namespace muster::security {

std::string make_request_id(Random& random, registry::Time now);

}  // namespace muster::security
