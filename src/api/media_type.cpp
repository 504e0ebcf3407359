#include "api/media_type.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "http/field_text.h"

namespace muster::api {
namespace {

/// Takes the part before `separator` off the front of `text`.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = http::trimmed(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

/// Whether an element of Accept, such as `text/csv;q=0`, refuses what it names.
bool has_zero_weight(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto parameter = http::lower(take_until(parameters, ';'));
    if (!parameter.starts_with("q=")) continue;
    return parameter.find_first_not_of("0.", 2) == std::string::npos;
  }
  return false;
}

/// How exactly Accept names the type: 3 by name, 2 `text/*`, 1 `*/*`, 0 not at all; negative where
/// it is refused.
int precision(std::string_view accept, std::string_view type) {
  const auto family = std::string(type.substr(0, type.find('/'))) + "/*";
  int best = 0;
  while (!accept.empty()) {
    auto element = take_until(accept, ',');
    const auto range = http::lower(take_until(element, ';'));
    const int exact = range == type ? 3 : range == family ? 2 : range == "*/*" ? 1 : 0;
    if (exact > std::abs(best)) best = has_zero_weight(element) ? -exact : exact;
  }
  return best;
}

/// All Accept fields as one; nullopt for none.
std::optional<std::string> accept_of(const http::Request& request) {
  std::optional<std::string> all;
  for (const auto& [name, value] : request.headers.all()) {
    if (http::lower(name) != "accept") continue;
    all = all ? *all + "," + value : value;
  }
  return all;
}

}  // namespace

std::string content_type_of(const http::Request& request) {
  auto value = request.headers.get("Content-Type").value_or("");
  return http::lower(take_until(value, ';'));
}

bool accepts(const http::Request& request, std::string_view type) {
  const auto accept = accept_of(request);
  return !accept || http::trimmed(*accept).empty() || precision(*accept, type) > 0;
}

bool asks_for(const http::Request& request, std::string_view type) {
  const auto accept = accept_of(request);
  return accept && precision(*accept, type) == 3;
}

}  // namespace muster::api
