#pragma once
// Strict reading of query parameters. Everything that is wrong is collected; an unknown parameter
// is wrong, too, and the nearest right name is told.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/text_rule.h"
#include "http/message.h"
#include "http/problem.h"

namespace muster::api {

/// Reads the parameters of one request, which must outlive it. A wrong parameter is noted and read
/// as if it were absent. finish() throws Refusal `validation_failed` with everything that was
/// noted.
class QueryInput {
 public:
  static constexpr std::size_t default_limit = 50;
  static constexpr std::size_t max_limit = 200;

  explicit QueryInput(const http::Request& request) : request_(request) {}

  std::optional<std::string> text(std::string_view name, TextRule rule);
  /// `true` or `false`; false when absent.
  bool flag(std::string_view name);
  std::optional<std::string> choice(std::string_view name,
                                    const std::vector<std::string_view>& choices);
  /// `limit`: 1 to 200.
  std::size_t limit();
  /// A whole number from `least` to `most`; `otherwise` when absent.
  std::int64_t number(std::string_view name, std::int64_t least, std::int64_t most,
                      std::int64_t otherwise);
  /// An id of some kind, such as BatchId; `what` names it, as in "a batch".
  template <class Id>
  std::optional<Id> id(std::string_view name, std::string_view what) {
    const auto given = value(name);
    if (!given) return std::nullopt;
    const auto parsed = Id::parse(*given);
    if (!parsed) not_an_id(name, what, *given);
    return parsed;
  }
  /// The value as it came, for whoever knows more of it; invalid() tells that it is wrong.
  std::optional<std::string_view> value(std::string_view name);
  void invalid(std::string_view name, std::string code, std::string message,
               std::string_view value);

  void finish();

 private:
  void not_an_id(std::string_view name, std::string_view what, std::string_view value);

  const http::Request& request_;
  std::vector<std::string_view> known_;
  std::vector<http::ProblemItem> errors_;
};

/// The parameter `cursor`, for the cursors of one list: `read` returns nullopt for a broken one.
template <class Cursor, class Read>
std::optional<Cursor> cursor_of(QueryInput& query, Read read) {
  const auto given = query.value("cursor");
  if (!given) return std::nullopt;
  std::optional<Cursor> cursor = read(*given);
  if (!cursor) {
    query.invalid(
        "cursor", "broken_cursor",
        "This is no cursor of this list. Take `next_cursor` of the page before, as it is, "
        "with the same filters and order.",
        *given);
  }
  return cursor;
}

}  // namespace muster::api
