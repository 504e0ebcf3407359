#include "api/json_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include "api/nearest.h"
#include "api/problems.h"
#include "identity/utf8.h"

namespace muster::api {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 32;

[[noreturn]] void refuse_malformed(std::string_view text, std::size_t at, const std::string& why) {
  http::ProblemItem item;
  item.code = "malformed_json";
  item.byte = at;
  item.value = shown(text.substr(std::min(at, text.size())).substr(0, 20));
  item.message = fmt::format("The body stops being JSON at byte {} ({}).", at, why);
  auto detail = item.message;
  throw Refusal(ProblemCode::invalid_request, std::move(detail), {std::move(item)});
}

std::string_view kind_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "a boolean";
    case json::kind::string:
      return "a string";
    case json::kind::array:
      return "an array";
    case json::kind::object:
      return "an object";
    default:
      return "a number";
  }
}

std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

/// Sees the keys of each object, and stops at one that it has twice: of the two values the parser
/// would take one, and whoever reads the body before us or after us perhaps the other.
class KeyCheck {
 public:
  // What basic_parser asks of its handler; large, because the limits are those of the parser
  // proper.
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;
  using Error = boost::system::error_code;

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) {
    begins_.push_back(keys_.size());
    return true;
  }
  bool on_object_end(std::size_t, Error& error) {
    const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(begins_.back());
    begins_.pop_back();
    std::sort(begin, keys_.end());
    if (const auto twice = std::adjacent_find(begin, keys_.end()); twice != keys_.end()) {
      repeated_ = *twice;
      error = json::error::syntax;
      return false;
    }
    keys_.erase(begin, keys_.end());
    return true;
  }
  bool on_array_begin(Error&) { return true; }
  bool on_array_end(std::size_t, Error&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, Error&) {
    key_ += std::string_view(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t, Error&) {
    key_ += std::string_view(part);
    keys_.push_back(std::exchange(key_, {}));
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, Error&) { return true; }
  bool on_string(json::string_view, std::size_t, Error&) { return true; }
  bool on_number_part(json::string_view, Error&) { return true; }
  bool on_int64(std::int64_t, json::string_view, Error&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, Error&) { return true; }
  bool on_double(double, json::string_view, Error&) { return true; }
  bool on_bool(bool, Error&) { return true; }
  bool on_null(Error&) { return true; }
  bool on_comment_part(json::string_view, Error&) { return true; }
  bool on_comment(json::string_view, Error&) { return true; }

  const std::optional<std::string>& repeated() const { return repeated_; }

 private:
  std::string key_;                  ///< as far as it has come
  std::vector<std::string> keys_;    ///< of the objects that are open, the innermost last
  std::vector<std::size_t> begins_;  ///< where the keys of each begin
  std::optional<std::string> repeated_;
};

/// `text` is JSON.
void refuse_repeated_keys(std::string_view text, const json::parse_options& options) {
  json::basic_parser<KeyCheck> parser(options);
  boost::system::error_code error;
  parser.write_some(false, text.data(), text.size(), error);
  const auto& repeated = parser.handler().repeated();
  if (!repeated) return;
  http::ProblemItem item;
  item.code = "repeated_key";
  item.value = shown(*repeated);
  item.message = fmt::format("An object of the body has the key `{}` twice.", *item.value);
  auto detail = item.message;
  throw Refusal(ProblemCode::invalid_request, std::move(detail), {std::move(item)});
}

}  // namespace

json::value parse_json(std::string_view text) {
  if (const auto at = identity::first_invalid_utf8(text)) {
    http::ProblemItem item;
    item.code = "not_utf8";
    item.byte = at;
    item.message = fmt::format("The body is not valid UTF-8 from byte {} on.", *at);
    auto detail = item.message;
    throw Refusal(ProblemCode::validation_failed, std::move(detail), {std::move(item)});
  }
  json::parse_options options;
  options.max_depth = max_depth;
  json::stream_parser parser({}, options);
  boost::system::error_code error;
  const auto used = parser.write_some(text.data(), text.size(), error);
  if (error) refuse_malformed(text, used, error.message());
  const auto rest = text.find_first_not_of(" \t\r\n", used);
  if (parser.done() && rest != std::string_view::npos) {
    refuse_malformed(text, rest, "there is something behind the value");
  }
  parser.finish(error);
  if (error) refuse_malformed(text, text.size(), text.empty() ? "it is empty" : error.message());
  refuse_repeated_keys(text, options);
  return parser.release();
}

void InputErrors::add(std::string pointer, std::string code, std::string message,
                      std::string value) {
  if (items_.size() >= most) {
    ++more_;
    return;
  }
  http::ProblemItem item;
  item.code = std::move(code);
  item.message = std::move(message);
  item.pointer = std::move(pointer);
  if (!value.empty()) item.value = std::move(value);
  items_.push_back(std::move(item));
}

void InputErrors::refuse_if_any() {
  if (items_.empty()) return;
  const auto& first = items_[0];
  const auto detail =
      items_.size() > 1
          ? fmt::format("{} things are wrong with the body; see `errors`.", items_.size() + more_)
      : first.pointer->empty() ? fmt::format("The body: {}", first.message)
                               : fmt::format("`{}`: {}", *first.pointer, first.message);
  throw Refusal(ProblemCode::validation_failed, detail, std::move(items_));
}

ObjectReader::ObjectReader(const json::value& value, std::string pointer, InputErrors& errors)
    : object_(value.if_object()), pointer_(std::move(pointer)), errors_(errors) {
  if (object_ != nullptr) return;
  errors_.add(pointer_, "wrong_type", fmt::format("Must be an object, not {}.", kind_of(value)));
}

std::string ObjectReader::pointer_to(std::string_view name) const {
  return fmt::format("{}/{}", pointer_, escaped(name));
}

bool ObjectReader::has(std::string_view name) const {
  return object_ != nullptr && object_->contains(name);
}

const json::value* ObjectReader::field(std::string_view name) {
  known_.push_back(name);
  return object_ == nullptr ? nullptr : object_->if_contains(name);
}

const json::value* ObjectReader::required(std::string_view name) {
  const auto* value = field(name);
  if (value == nullptr && object_ != nullptr) {
    errors_.add(pointer_to(name), "missing", fmt::format("The field `{}` is required.", name));
  }
  return value;
}

void ObjectReader::wrong_type(std::string_view name, std::string_view expected,
                              const json::value& value) {
  errors_.add(pointer_to(name), "wrong_type",
              fmt::format("Must be {}, not {}.", expected, kind_of(value)));
}

std::optional<std::string> ObjectReader::checked(std::string_view name, const json::value& value,
                                                 TextRule rule) {
  const auto* text = value.if_string();
  if (text == nullptr) {
    wrong_type(name, "a string", value);
    return std::nullopt;
  }
  const std::string_view given(text->data(), text->size());
  if (auto fault = check_text(given, rule)) {
    errors_.add(pointer_to(name), std::move(fault->code), std::move(fault->message), shown(given));
    return std::nullopt;
  }
  return std::string(given);
}

std::string ObjectReader::text(std::string_view name, TextRule rule) {
  const auto* value = required(name);
  if (value == nullptr) return {};
  return checked(name, *value, rule).value_or("");
}

std::optional<std::string> ObjectReader::optional_text(std::string_view name, TextRule rule) {
  return maybe_text(name, rule).text;
}

MaybeText ObjectReader::maybe_text(std::string_view name, TextRule rule) {
  const auto* value = field(name);
  if (value == nullptr) return {};
  if (value->is_null()) return {.given = true, .text = std::nullopt};
  return {.given = true, .text = checked(name, *value, rule)};
}

std::optional<std::string_view> ObjectReader::raw_text(std::string_view name) {
  const auto* value = field(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  const auto* text = value->if_string();
  if (text == nullptr) {
    wrong_type(name, "a string", *value);
    return std::nullopt;
  }
  return std::string_view(text->data(), text->size());
}

std::optional<bool> ObjectReader::optional_boolean(std::string_view name) {
  const auto* value = field(name);
  if (value == nullptr) return std::nullopt;
  if (const auto* flag = value->if_bool()) return *flag;
  wrong_type(name, "true or false", *value);
  return std::nullopt;
}

std::optional<std::int64_t> ObjectReader::optional_integer(std::string_view name, std::int64_t min,
                                                           std::int64_t max) {
  const auto* value = field(name);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->to_number<std::int64_t>(error);
  if (error || value->is_double()) {
    wrong_type(name, "a whole number", *value);
    return std::nullopt;
  }
  if (number < min || number > max) {
    errors_.add(pointer_to(name), "out_of_range", fmt::format("Must be {} to {}.", min, max),
                fmt::format("{}", number));
    return std::nullopt;
  }
  return number;
}

std::optional<std::vector<std::string>> ObjectReader::optional_texts(std::string_view name,
                                                                     std::size_t max,
                                                                     TextRule rule) {
  const auto* value = field(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) {
    wrong_type(name, "an array of strings", *value);
    return std::nullopt;
  }
  const auto& items = value->get_array();
  if (items.size() > max) {
    errors_.add(pointer_to(name), "too_many", fmt::format("At most {} are taken.", max));
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto element = fmt::format("{}/{}", name, i);
    if (auto text = checked(element, items[i], rule)) texts.push_back(std::move(*text));
  }
  return texts;
}

std::optional<registry::Time> ObjectReader::optional_time(std::string_view name) {
  const auto text = raw_text(name);
  if (!text) return std::nullopt;
  const auto time = registry::time_from_text(*text);
  if (!time) {
    errors_.add(pointer_to(name), "not_a_time",
                "Must be a time as in RFC 3339, such as `2026-11-23T13:09:20Z`.", shown(*text));
  }
  return time;
}

std::optional<std::string> ObjectReader::choice(std::string_view name,
                                                const std::vector<std::string_view>& choices) {
  const auto* value = required(name);
  if (value == nullptr) return std::nullopt;
  const auto* text = value->if_string();
  if (text == nullptr) {
    wrong_type(name, "a string", *value);
    return std::nullopt;
  }
  const std::string_view given(text->data(), text->size());
  if (std::ranges::find(choices, given) != choices.end()) return std::string(given);
  errors_.add(
      pointer_to(name), "unknown_value",
      fmt::format("Must be one of {}.{}", fmt::join(choices, ", "), suggestion(given, choices)),
      shown(given));
  return std::nullopt;
}

void ObjectReader::array(std::string_view name, std::size_t min, std::size_t max,
                         const std::function<void(const json::value&, const std::string&)>& each) {
  const auto* value = required(name);
  if (value == nullptr) return;
  const auto* elements = value->if_array();
  if (elements == nullptr) {
    wrong_type(name, "an array", *value);
    return;
  }
  const auto pointer = pointer_to(name);
  if (elements->size() < min || elements->size() > max) {
    errors_.add(
        pointer, elements->size() < min ? "too_few" : "too_many",
        fmt::format("Must have {} to {} elements; this has {}.", min, max, elements->size()));
    return;
  }
  for (std::size_t i = 0; i < elements->size(); ++i) {
    each((*elements)[i], fmt::format("{}/{}", pointer, i));
  }
}

void ObjectReader::finish() {
  if (object_ == nullptr) return;
  for (const auto& entry : *object_) {
    const std::string_view name(entry.key().data(), entry.key().size());
    if (std::ranges::find(known_, name) != known_.end()) continue;
    errors_.add(pointer_to(shown(name)), "unknown_field",
                known_.empty() ? fmt::format("There is no field `{}` here.", shown(name))
                               : fmt::format("There is no field `{}`; there are {}.{}", shown(name),
                                             fmt::join(known_, ", "), suggestion(name, known_)));
  }
}

}  // namespace muster::api
