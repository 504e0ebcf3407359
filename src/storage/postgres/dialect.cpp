#include "storage/postgres/dialect.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace muster::storage::postgres {
namespace {

constexpr std::string_view hint_begins = "/*pg ";
constexpr std::string_view comment_ends = "*/";

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Copies the text piece by piece; each piece is what stands at the front of `rest_`.
class Rewriting {
 public:
  Rewriting(std::string_view text, const std::set<int>& nulls) : rest_(text), nulls_(nulls) {}

  DialectText run() {
    while (!rest_.empty()) step();
    return std::move(done_);
  }

 private:
  void step() {
    const char c = rest_.front();
    if (c == '\'') return copy(std::min(rest_.find('\'', 1), rest_.size() - 1) + 1);
    if (rest_.starts_with(hint_begins)) return uncover();
    if (c == '+' && begins_an_operand()) {
      if (starts_a_name(1)) return rest_.remove_prefix(1);
      if (rest_.substr(1).starts_with('+') && starts_a_name(2)) return hide_from_indexes();
    }
    if (c == '$') return parameter();
    copy(1);
  }

  void copy(std::size_t count) {
    done_.sql.append(rest_.substr(0, count));
    rest_.remove_prefix(count);
  }

  void uncover() {
    const auto end = rest_.find(comment_ends);
    const auto after = rest_.substr(end + comment_ends.size());
    rest_ = rest_.substr(hint_begins.size(), end - hint_begins.size());
    while (!rest_.empty()) step();
    rest_ = after;
  }

  bool starts_a_name(std::size_t place) const {
    return rest_.size() > place && is_name_start(rest_[place]);
  }

  void hide_from_indexes() {
    rest_.remove_prefix(2);
    const auto end = std::ranges::find_if_not(
        rest_, [](char c) { return is_name_start(c) || is_digit(c) || c == '.'; });
    const std::string_view column(rest_.begin(), end);
    done_.sql += fmt::format("coalesce({0}, {0})", column);
    rest_.remove_prefix(column.size());
  }

  /// A sign, and not a sum: those have a blank on both sides.
  bool begins_an_operand() const {
    return !done_.sql.empty() && (done_.sql.back() == ' ' || done_.sql.back() == '(');
  }

  void parameter() {
    std::size_t end = 1;
    while (end < rest_.size() && is_digit(rest_[end])) ++end;
    int number = 0;
    std::from_chars(rest_.data() + 1, rest_.data() + end, number);
    rest_.remove_prefix(end);
    if (nulls_.contains(number)) {
      done_.sql += "NULL";
      return;
    }
    auto& known = done_.parameters;
    const auto place = std::ranges::find(known, number) - known.begin();
    if (place == static_cast<std::ptrdiff_t>(known.size())) known.push_back(number);
    done_.sql += fmt::format("${}", place + 1);
  }

  std::string_view rest_;
  const std::set<int>& nulls_;
  DialectText done_;
};

}  // namespace

DialectText to_postgres(std::string_view text, const std::set<int>& nulls) {
  return Rewriting(text, nulls).run();
}

}  // namespace muster::storage::postgres
