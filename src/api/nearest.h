#pragma once
// Which of the right names a wrong one was probably meant to be.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster::api {

/// The nearest by edit distance, without case; nullopt when none is near (more than a third of the
/// letters differ).
std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> names);

/// ` Did you mean `order_id`?`, or nothing.
std::string suggestion(std::string_view name, std::span<const std::string_view> names);

}  // namespace muster::api
