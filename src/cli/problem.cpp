#include "cli/problem.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "cli/json_text.h"

namespace muster::cli {

namespace {

namespace json = boost::json;

std::string place_of(const json::value& item) {
  if (const std::string pointer = text_at(item, "pointer"); !pointer.empty()) return pointer;
  if (const std::string parameter = text_at(item, "parameter"); !parameter.empty()) {
    return parameter;
  }
  std::string place;
  for (const char* name : {"row", "column", "byte"}) {
    const std::string value = text_at(item, name);
    if (value.empty()) continue;
    if (!place.empty()) place += ", ";
    place += fmt::format("{} {}", name, value);
  }
  return place;
}

/// What to try when the server gave no advice.
std::string default_advice(int status) {
  if (status >= 300 && status < 400) return "Give the address that it names with --server";
  if (status == 401) return "Log in again with `muster login`, or ask for a new token";
  if (status == 403) return "Ask the operator, or the customer, for that right";
  if (status == 404) return "Check the name or ID and the address of the server";
  if (status == 429 || status == 503) return "Wait a little and try again";
  if (status >= 500) return "Try again; if it stays, give the request ID to support";
  return {};
}

std::string default_title(const Response& response) {
  if (response.status >= 300 && response.status < 400) {
    return fmt::format("The server answered {} and points to {}", response.status,
                       response.location);
  }
  return fmt::format("Status {}, which is no answer of a Muster server", response.status);
}

}  // namespace

ApiError error_of(const Response& response, std::string where) {
  boost::system::error_code not_json;
  const json::value body = json::parse(response.body, not_json);
  if (not_json || !body.is_object() || text_at(body, "title").empty()) {
    return {response.status,     "", default_title(response), "", default_advice(response.status),
            response.request_id, {}, std::move(where)};
  }
  std::vector<FailureItem> items;
  if (const json::array* errors = array_at(body, "errors")) {
    for (const json::value& item : *errors) {
      const json::value* value = member(item, "value");
      items.push_back({.code = text_at(item, "code"),
                       .message = text_at(item, "message"),
                       .where = place_of(item),
                       .value = value == nullptr || value->is_null()
                                    ? std::nullopt
                                    : std::optional(text_of(*value))});
    }
  }
  std::string advice = text_at(body, "advice");
  if (advice.empty()) advice = default_advice(response.status);
  std::string request_id = text_at(body, "request_id");
  if (request_id.empty()) request_id = response.request_id;
  return {response.status,   text_at(body, "code"), text_at(body, "title"), text_at(body, "detail"),
          std::move(advice), std::move(request_id), std::move(items),       std::move(where)};
}

}  // namespace muster::cli
