#pragma once
// What must hold whatever the input is; where it does not, the fuzzer keeps the input.

#include <cstdlib>
#include <string_view>

#include "identity/utf8.h"

namespace muster::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

inline void require_text(std::string_view text) { require(!identity::first_invalid_utf8(text)); }

}  // namespace muster::fuzz
