#pragma once
// Which Muster this is.

#include <string>

namespace muster::cli {

/// `0.1.0` (semver.org), from the project() line of CMakeLists.txt.
std::string version();

}  // namespace muster::cli
