#pragma once
// The right name that a wrong one probably meant.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster::cli {

/// Optimal string alignment distance in bytes: insertions, deletions, replacements, and swaps of
/// neighbours count one each. Letter case is ignored (ASCII).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The closest of `candidates`, unless it differs in more than a third of its letters (at least 1,
/// so that `ls` finds nothing while `lst` finds `list`). A candidate that starts with `word`
/// (3 letters or more) counts as near. Of equals the first.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace muster::cli
