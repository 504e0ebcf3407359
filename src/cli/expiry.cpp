#include "cli/expiry.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>
#include <regex>

#include "cli/failure.h"

namespace muster::cli {

std::string expiry_time(const std::string& text, std::chrono::system_clock::time_point now) {
  static const std::regex rfc3339(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z)");
  if (std::regex_match(text, rfc3339)) return text;
  long count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string unit(end, text.data() + text.size());
  const long hours = unit == "h" ? 1 : unit == "d" ? 24 : unit == "w" ? 24 * 7 : 0;
  constexpr long most_hours = 100L * 366 * 24;
  if (error != std::errc() || hours == 0 || count < 1 || count > most_hours / hours) {
    throw Failure(ExitCode::usage, fmt::format("`{}` is no time to expire", text),
                  "Give it like 12h, 90d, 52w or 2027-01-31T00:00:00Z");
  }
  const auto time =
      std::chrono::floor<std::chrono::milliseconds>(now + std::chrono::hours(count * hours));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                     (time - seconds).count());
}

}  // namespace muster::cli
