#pragma once
// Strict reading of a JSON body. Everything that is wrong with it is collected, each with a JSON
// pointer (RFC 6901), so that a person mends it in one go. An unknown field is wrong, too, and the
// nearest right name is told.

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/text_rule.h"
#include "http/problem.h"
#include "registry/time.h"

namespace muster::api {

/// Parses a text of at most 32 levels. Throws Refusal: `invalid_request` with the byte at which it
/// stops being JSON or with a key that an object has twice, or `validation_failed` where it is not
/// UTF-8.
boost::json::value parse_json(std::string_view text);

/// What was found wrong so far. Used by one thread.
class InputErrors {
 public:
  static constexpr std::size_t most = 100;  ///< kept; the rest is only counted

  void add(std::string pointer, std::string code, std::string message, std::string value = {});
  bool empty() const { return items_.empty(); }
  /// Throws Refusal `validation_failed` with all of them, if there is any.
  void refuse_if_any();

 private:
  std::vector<http::ProblemItem> items_;
  std::size_t more_ = 0;
};

/// What a field of three possible states holds: left out, null, or a value.
struct MaybeText {
  bool given = false;
  std::optional<std::string> text;  ///< nullopt: null, or left out
};

/// Reads the fields of one object. A wrong field is noted in the errors and read as if it were
/// absent. Each function may be called once a name; finish() then notes every other field.
class ObjectReader {
 public:
  /// `value` must outlive the reader; where it is no object, that is noted.
  ObjectReader(const boost::json::value& value, std::string pointer, InputErrors& errors);

  std::string text(std::string_view name, TextRule rule);                          ///< required
  std::optional<std::string> optional_text(std::string_view name, TextRule rule);  ///< null too
  MaybeText maybe_text(std::string_view name, TextRule rule);
  /// A text of any content, for whoever checks it later; null counts as left out.
  std::optional<std::string_view> raw_text(std::string_view name);
  std::optional<bool> optional_boolean(std::string_view name);
  std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min,
                                               std::int64_t max);
  /// An array of texts; nullopt when it is left out or null.
  std::optional<std::vector<std::string>> optional_texts(std::string_view name, std::size_t max,
                                                         TextRule rule);
  std::optional<registry::Time> optional_time(std::string_view name);  ///< RFC 3339
  /// One of `choices`; required.
  std::optional<std::string> choice(std::string_view name,
                                    const std::vector<std::string_view>& choices);
  /// Required; calls `each(value, pointer)` for each element unless there are too few or too many.
  void array(std::string_view name, std::size_t min, std::size_t max,
             const std::function<void(const boost::json::value&, const std::string&)>& each);

  bool has(std::string_view name) const;
  void finish();

  const std::string& pointer() const { return pointer_; }
  std::string pointer_to(std::string_view name) const;

 private:
  const boost::json::value* field(std::string_view name);
  const boost::json::value* required(std::string_view name);
  void wrong_type(std::string_view name, std::string_view expected,
                  const boost::json::value& value);
  std::optional<std::string> checked(std::string_view name, const boost::json::value& value,
                                     TextRule rule);

  const boost::json::object* object_ = nullptr;
  std::string pointer_;
  InputErrors& errors_;
  std::vector<std::string_view> known_;
};

}  // namespace muster::api
