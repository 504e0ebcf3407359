#pragma once
// Progress on stderr: redrawn on a terminal, silent where stderr goes to a file or a pipe.

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include "cli/surroundings.h"

namespace muster::cli {

enum class ProgressUnit { rows, bytes };

/// What is known at one moment. `total` 0: not known.
struct Progress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  double per_second = 0;  ///< 0: not known
  ProgressUnit unit = ProgressUnit::rows;
};

/// "Deciding  [=======>      ]  52 %  5,200 of 10,000 rows  48,112/s  0:01 left", at most `columns`
/// wide; the bar goes first when there is no room.
std::string format_progress(std::string_view label, const Progress& progress, int columns);

std::string format_count(std::uint64_t count);               ///< 1,234,567
std::string format_bytes(std::uint64_t bytes);               ///< 512 B, 1.5 MiB
std::string format_duration(std::chrono::seconds duration);  ///< 0:07, 12:34, 1:02:03

/// Redraws one line at most ten times a second. On TERM=dumb writes a line every five seconds
/// instead. The clock is handed in by update(), so that tests need no sleep.
class ProgressBar {
 public:
  using Clock = std::chrono::steady_clock;
  ProgressBar(const Surroundings& surroundings, std::string label, ProgressUnit unit);
  ~ProgressBar();  ///< clears the line
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// The rate is measured over the last few seconds unless the caller knows it (`per_second` > 0).
  void update(std::uint64_t done, std::uint64_t total, double per_second = 0,
              Clock::time_point now = Clock::now());
  void clear();

 private:
  enum class Style { redraw, lines, silent };
  std::ostream& err_;
  std::string label_;
  ProgressUnit unit_;
  Style style_;
  int columns_;
  bool drawn_ = false;
  bool started_ = false;
  Clock::time_point last_drawn_, window_time_;
  std::uint64_t window_done_ = 0;
  double measured_rate_ = 0;
};

}  // namespace muster::cli
