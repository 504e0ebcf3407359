#include "api/render.h"

#include <boost/json.hpp>
#include <utility>

namespace muster::api {

namespace json = boost::json;

json::value text_or_null(std::string_view text) {
  if (text.empty()) return nullptr;
  return json::string(text);
}

json::string to_json(registry::Time time) { return json::string(registry::to_text(time)); }

json::string to_json(registry::Day day) {
  return json::string(registry::to_text(registry::Time(day)).substr(0, 10));
}

json::value time_or_null(std::optional<registry::Time> time) {
  if (!time) return nullptr;
  return to_json(*time);
}

json::object page(json::array items, std::string_view next_cursor) {
  json::object page;
  page["items"] = std::move(items);
  page["next_cursor"] = text_or_null(next_cursor);
  return page;
}

}  // namespace muster::api
