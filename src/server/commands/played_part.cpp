#include "server/commands/played_part.h"

namespace muster::server {

std::string text_of(const boost::json::value& answer, std::string_view key) {
  const auto* const found = answer.as_object().if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

}  // namespace muster::server
