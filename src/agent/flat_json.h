#pragma once
// As much JSON as the protocol of devices needs: objects whose values are texts and numbers.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::agent {

/// The members of an object: texts without their quotes, numbers and `true` as they stand; null
/// and what is nested are left out. nullopt for anything that is no JSON object, or is nested
/// deeper than 16 levels.
std::optional<std::map<std::string, std::string>> read_flat_json(std::string_view text);

std::string json_text(std::string_view text);  ///< in quotes, with what needs it escaped

/// `{"name": value, ...}`; the values are JSON already.
std::string json_object(const std::vector<std::pair<std::string, std::string>>& members);

}  // namespace muster::agent
