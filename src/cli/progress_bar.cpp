#include "cli/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "cli/display_width.h"

namespace muster::cli {

namespace {

using namespace std::chrono_literals;

constexpr auto redraw_every = 100ms;
constexpr auto line_every = 5s;
constexpr auto rate_window = 3s;
constexpr int widest_bar = 30;
constexpr int narrowest_bar = 8;

std::string format_amount(const Progress& progress) {
  if (progress.unit == ProgressUnit::bytes) {
    if (progress.total == 0) return format_bytes(progress.done);
    return fmt::format("{} of {}", format_bytes(progress.done), format_bytes(progress.total));
  }
  if (progress.total == 0) return fmt::format("{} rows", format_count(progress.done));
  return fmt::format("{} of {} rows", format_count(progress.done), format_count(progress.total));
}

std::string format_rate(const Progress& progress) {
  if (progress.per_second <= 0) return {};
  const auto per_second = static_cast<std::uint64_t>(progress.per_second);
  return progress.unit == ProgressUnit::bytes ? format_bytes(per_second) + "/s"
                                              : format_count(per_second) + "/s";
}

std::string format_time_left(const Progress& progress) {
  if (progress.per_second <= 0 || progress.total <= progress.done) return {};
  const double seconds = static_cast<double>(progress.total - progress.done) / progress.per_second;
  if (seconds > 100 * 3600) return {};
  return format_duration(std::chrono::seconds(std::lround(seconds))) + " left";
}

std::string format_bar(double share, int width) {
  const int inside = width - 2;
  const int filled = static_cast<int>(share * inside);
  std::string bar = "[";
  for (int i = 0; i < inside; ++i) bar += i < filled ? '=' : i == filled ? '>' : ' ';
  return bar + ']';
}

}  // namespace

std::string format_count(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t place = text.size(); place > 3; place -= 3) text.insert(place - 3, ",");
  return text;
}

std::string format_bytes(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double amount = static_cast<double>(bytes) / 1024;
  for (const char* unit : {"KiB", "MiB", "GiB"}) {
    if (amount < 1023.95) return fmt::format("{:.1f} {}", amount, unit);
    amount /= 1024;
  }
  return fmt::format("{:.1f} TiB", amount);
}

std::string format_duration(std::chrono::seconds duration) {
  const auto seconds = duration.count();
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string format_progress(std::string_view label, const Progress& progress, int columns) {
  std::string tail;
  const auto append = [&](const std::string& part) {
    if (!part.empty()) tail += "  " + part;
  };
  double share = 0;
  if (progress.total > 0) {
    share = std::min(1.0, static_cast<double>(progress.done) / static_cast<double>(progress.total));
    append(fmt::format("{:3} %", static_cast<int>(share * 100)));
  }
  append(format_amount(progress));
  append(format_rate(progress));
  append(format_time_left(progress));
  std::string line(label);
  const int room = columns - display_width(line) - display_width(tail) - 2;
  if (progress.total > 0 && room >= narrowest_bar) {
    line += "  " + format_bar(share, std::min(room, widest_bar));
  }
  return cut_to_width(line + tail, columns);
}

ProgressBar::ProgressBar(const Surroundings& surroundings, std::string label, ProgressUnit unit)
    : err_(surroundings.err),
      label_(std::move(label)),
      unit_(unit),
      style_(!surroundings.err_is_terminal                ? Style::silent
             : surroundings.environment("TERM") == "dumb" ? Style::lines
                                                          : Style::redraw),
      columns_(surroundings.columns) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::update(std::uint64_t done, std::uint64_t total, double per_second,
                         Clock::time_point now) {
  if (style_ == Style::silent) return;
  if (!started_) {
    started_ = true;
    window_time_ = now;
    window_done_ = done;
    last_drawn_ = style_ == Style::lines ? now : now - redraw_every;
  }
  if (now - window_time_ >= rate_window || (measured_rate_ == 0 && now - window_time_ >= 500ms)) {
    const double seconds = std::chrono::duration<double>(now - window_time_).count();
    measured_rate_ = static_cast<double>(done - std::min(done, window_done_)) / seconds;
    window_time_ = now;
    window_done_ = done;
  }
  if (now - last_drawn_ <
      (style_ == Style::lines ? Clock::duration(line_every) : Clock::duration(redraw_every))) {
    return;
  }
  last_drawn_ = now;
  const Progress progress{done, total, per_second > 0 ? per_second : measured_rate_, unit_};
  // One column stays free: some terminals wrap when the last one is written.
  const std::string line = format_progress(label_, progress, columns_ - 1);
  if (style_ == Style::lines) {
    err_ << line << '\n' << std::flush;
  } else {
    err_ << '\r' << line << "\x1b[K" << std::flush;
    drawn_ = true;
  }
}

void ProgressBar::clear() {
  if (drawn_) err_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace muster::cli
