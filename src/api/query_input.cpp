#include "api/query_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "api/nearest.h"
#include "api/problems.h"

namespace muster::api {

std::optional<std::string_view> QueryInput::value(std::string_view name) {
  known_.push_back(name);
  std::optional<std::string_view> found;
  for (const auto& [given, text] : request_.query) {
    if (given != name) continue;
    if (found) {
      invalid(name, "repeated", "May be given once only.", text);
      return std::nullopt;
    }
    found = text;
  }
  return found;
}

void QueryInput::invalid(std::string_view name, std::string code, std::string message,
                         std::string_view value) {
  http::ProblemItem item;
  item.code = std::move(code);
  item.message = std::move(message);
  item.parameter = std::string(name);
  item.value = shown(value);
  errors_.push_back(std::move(item));
}

void QueryInput::not_an_id(std::string_view name, std::string_view what, std::string_view value) {
  invalid(name, "not_an_id", fmt::format("This is not the ID of {}.", what), value);
}

std::optional<std::string> QueryInput::text(std::string_view name, TextRule rule) {
  const auto given = value(name);
  if (!given) return std::nullopt;
  if (auto fault = check_text(*given, rule)) {
    invalid(name, std::move(fault->code), std::move(fault->message), *given);
    return std::nullopt;
  }
  return std::string(*given);
}

bool QueryInput::flag(std::string_view name) {
  const auto given = value(name);
  if (given && *given != "true" && *given != "false") {
    invalid(name, "unknown_value", "Must be `true` or `false`.", *given);
  }
  return given == "true";
}

std::optional<std::string> QueryInput::choice(std::string_view name,
                                              const std::vector<std::string_view>& choices) {
  const auto given = value(name);
  if (!given) return std::nullopt;
  if (std::ranges::find(choices, *given) != choices.end()) return std::string(*given);
  invalid(
      name, "unknown_value",
      fmt::format("Must be one of {}.{}", fmt::join(choices, ", "), suggestion(*given, choices)),
      *given);
  return std::nullopt;
}

std::size_t QueryInput::limit() {
  return static_cast<std::size_t>(number("limit", 1, max_limit, default_limit));
}

std::int64_t QueryInput::number(std::string_view name, std::int64_t least, std::int64_t most,
                                std::int64_t otherwise) {
  const auto given = value(name);
  if (!given) return otherwise;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), number);
  if (error != std::errc{} || end != given->data() + given->size() || number < least ||
      number > most) {
    invalid(name, "out_of_range", fmt::format("Must be a number from {} to {}.", least, most),
            *given);
    return otherwise;
  }
  return number;
}

void QueryInput::finish() {
  for (const auto& [name, text] : request_.query) {
    if (std::ranges::find(known_, name) != known_.end()) continue;
    invalid(shown(name), "unknown_parameter",
            known_.empty() ? fmt::format("There is no parameter `{}` here.", shown(name))
                           : fmt::format("There is no parameter `{}`; there are {}.{}", shown(name),
                                         fmt::join(known_, ", "), suggestion(name, known_)),
            text);
  }
  if (errors_.empty()) return;
  auto detail =
      errors_.size() == 1
          ? fmt::format("`{}`: {}", *errors_[0].parameter, errors_[0].message)
          : fmt::format("{} things are wrong with the query; see `errors`.", errors_.size());
  throw Refusal(ProblemCode::validation_failed, std::move(detail), std::move(errors_));
}

}  // namespace muster::api
