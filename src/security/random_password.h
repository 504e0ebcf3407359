#pragma once
// Passwords that a program makes for a person to type or copy once.

#include <string>

#include "security/random.h"

namespace muster::security {

/// 100 random bits as four groups of five letters and digits: `ABCDE-FGHIJ-...`.
std::string random_password(Random& random);

}  // namespace muster::security
