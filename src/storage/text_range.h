#pragma once
// Searching for texts that begin with a prefix, as a range that an index can walk.

#include <string>
#include <string_view>

namespace muster::storage {

/// The end of the texts that begin with `prefix`, in the order of their bytes: U+10FFFF is the last
/// character there is, and stands for none.
inline std::string end_of_prefix(std::string_view prefix) {
  return std::string(prefix) + "\xF4\x8F\xBF\xBF";
}

}  // namespace muster::storage
