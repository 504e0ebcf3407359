#include "cli/json_text.h"

#include <boost/json.hpp>

namespace muster::cli {

namespace json = boost::json;

const json::value* member(const json::value& value, std::string_view path) {
  const json::value* found = &value;
  while (found != nullptr && !path.empty()) {
    const std::size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    path = dot == std::string_view::npos ? "" : path.substr(dot + 1);
    const json::object* object = found->if_object();
    found = object == nullptr ? nullptr : object->if_contains(name);
  }
  return found;
}

std::string text_of(const json::value& value) {
  if (const json::string* text = value.if_string()) return {text->data(), text->size()};
  if (value.is_null() || value.is_object() || value.is_array()) return {};
  return json::serialize(value);
}

std::string text_at(const json::value& value, std::string_view path) {
  const json::value* found = member(value, path);
  return found == nullptr ? std::string() : text_of(*found);
}

std::uint64_t count_at(const json::value& value, std::string_view path) {
  const json::value* found = member(value, path);
  if (found == nullptr || !found->is_number()) return 0;
  boost::system::error_code not_a_count;
  const auto count = found->to_number<std::uint64_t>(not_a_count);
  return not_a_count ? 0 : count;
}

bool flag_at(const json::value& value, std::string_view path) {
  const json::value* found = member(value, path);
  return found != nullptr && found->is_bool() && found->get_bool();
}

const json::array* array_at(const json::value& value, std::string_view path) {
  const json::value* found = member(value, path);
  return found == nullptr ? nullptr : found->if_array();
}

std::string time_at(const json::value& value, std::string_view path) {
  std::string text = text_at(value, path);
  if (text.empty()) return "-";
  if (text.size() >= 20 && text[10] == 'T' && text.back() == 'Z') {
    text.resize(19);
    text[10] = ' ';
  }
  return text;
}

}  // namespace muster::cli
