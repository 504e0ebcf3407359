#include "http/content_type.h"

#include <algorithm>

#include "http/field_text.h"

namespace muster::http {
namespace {

/// Takes what stands before `end`, or everything, off the front.
std::string_view take_before(std::string_view& text, std::size_t end) {
  const auto part = text.substr(0, end);
  text.remove_prefix(part.size());
  return trimmed(part);
}

std::optional<std::string> take_quoted(std::string_view& text) {
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    const bool escapes =
        text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\');
    if (escapes) ++i;
    value += text[i];
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> ParameterisedValue::parameter(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, [](const auto& p) { return p.first; });
  if (found == parameters.end()) return std::nullopt;
  return found->second;
}

std::optional<ParameterisedValue> parse_parameterised(std::string_view text) {
  ParameterisedValue parsed{.value = lower(take_before(text, text.find(';'))), .parameters = {}};
  if (parsed.value.empty()) return std::nullopt;
  while (!text.empty()) {
    text.remove_prefix(1);  // the semicolon
    text = trimmed(text);
    if (text.empty() || text.front() == ';') continue;  // an empty parameter is none
    const auto name = lower(take_before(text, text.find_first_of("=;")));
    if (name.empty() || !text.starts_with('=')) return std::nullopt;
    text.remove_prefix(1);
    text = trimmed(text);
    if (text.starts_with('"')) {
      auto value = take_quoted(text);
      text = trimmed(text);
      if (!value || (!text.empty() && text.front() != ';')) return std::nullopt;
      parsed.parameters.emplace_back(name, std::move(*value));
    } else {
      parsed.parameters.emplace_back(name, take_before(text, text.find(';')));
    }
  }
  return parsed;
}

}  // namespace muster::http
