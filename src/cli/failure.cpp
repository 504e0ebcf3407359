#include "cli/failure.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/display_width.h"
#include "cli/output.h"

namespace muster::cli {

namespace {

constexpr std::size_t most_items_shown = 10;

std::string headline(const std::string& title, const std::string& detail, int status) {
  if (title.empty() && detail.empty()) return fmt::format("The server answered {}", status);
  if (title.empty() || detail.starts_with(title)) return detail;
  if (detail.empty()) return title;
  return title + ": " + detail;
}

std::string item_line(const FailureItem& item) {
  std::string line = item.message.empty() ? item.code : item.message;
  if (item.value) line += fmt::format(" (was \"{}\")", cut_to_width(printable(*item.value), 60));
  if (!item.where.empty()) line = item.where + ": " + line;
  return printable(line);
}

}  // namespace

Failure::Failure(ExitCode exit_code_, std::string what_happened_, std::string next_,
                 std::string where_)
    : exit_code(exit_code_),
      what_happened(std::move(what_happened_)),
      where(std::move(where_)),
      next(std::move(next_)) {}

ApiError::ApiError(int status_, std::string code_, std::string title_, std::string detail_,
                   std::string advice, std::string request_id_, std::vector<FailureItem> items_,
                   std::string where_)
    : Failure(ExitCode::server_refused, headline(title_, detail_, status_), std::move(advice),
              std::move(where_)),
      status(status_),
      code(std::move(code_)),
      title(std::move(title_)),
      detail(std::move(detail_)) {
  request_id = std::move(request_id_);
  items = std::move(items_);
}

Unreachable::Unreachable(std::string what_happened_, std::string where_, std::string next_)
    : Failure(ExitCode::unreachable, std::move(what_happened_), std::move(next_),
              std::move(where_)) {}

std::string render_failure(const Failure& failure, bool colours) {
  std::string text = coloured("error: ", Colour::red, colours) + printable(failure.what_happened);
  text += '\n';
  if (!failure.where.empty()) text += fmt::format("  where: {}\n", printable(failure.where));
  const std::size_t shown = std::min(failure.items.size(), most_items_shown);
  for (std::size_t i = 0; i < shown; ++i)
    text += fmt::format("    - {}\n", item_line(failure.items[i]));
  if (failure.items.size() > shown) {
    text += fmt::format("    and {} more\n", failure.items.size() - shown);
  }
  if (!failure.next.empty()) text += fmt::format("  next:  {}\n", printable(failure.next));
  if (!failure.request_id.empty()) {
    text += fmt::format("  request ID: {}\n", printable(failure.request_id));
  }
  return text;
}

}  // namespace muster::cli
