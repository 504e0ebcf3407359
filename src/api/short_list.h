#pragma once
// Pages of lists that are short enough to be read whole, such as the tokens of an organisation.

#include <boost/json.hpp>
#include <ranges>

#include "api/cursor.h"
#include "api/operations.h"
#include "api/query_input.h"
#include "api/render.h"

namespace muster::api {

/// The page for the request's `limit` and `cursor`, in the order of `things`; reads no other
/// parameter. Each thing has an `id`; `list` is the one that they make, `to_item` is its JSON.
template <class Thing, class ToItem>
http::Response short_list(const http::Request& request, CursorOf list,
                          const std::vector<Thing>& things, ToItem to_item) {
  using Id = decltype(Thing::id);
  QueryInput query(request);
  const auto limit = query.limit();
  const auto after =
      cursor_of<Id>(query, [&](std::string_view text) { return read_id_cursor<Id>(list, text); });
  query.finish();

  auto at = things.begin();
  if (after) {
    at = std::ranges::find(things, *after, &Thing::id);
    if (at != things.end()) ++at;
  }
  boost::json::array items;
  std::string next;
  for (; at != things.end(); ++at) {
    if (items.size() == limit) {
      next = id_cursor(list, std::prev(at)->id);
      break;
    }
    items.push_back(to_item(*at));
  }
  return json_response(page(std::move(items), next));
}

}  // namespace muster::api
