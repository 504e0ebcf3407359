#pragma once
// Comparing secrets without telling by the time how much of them was right.

#include <string_view>

namespace muster::security {

/// The time depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace muster::security
