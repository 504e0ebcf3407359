#include "cli/progress_bar.h"

#include <gtest/gtest.h>

#include "cli/command_line.h"
#include "cli/display_width.h"

namespace muster::cli {
namespace {

using namespace std::chrono_literals;

TEST(FormatCount, GroupsThousands) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1'000), "1,000");
  EXPECT_EQ(format_count(1'234'567), "1,234,567");
}

TEST(FormatBytes, ChoosesTheUnit) {
  EXPECT_EQ(format_bytes(512), "512 B");
  EXPECT_EQ(format_bytes(1536), "1.5 KiB");
  EXPECT_EQ(format_bytes(1ULL << 30), "1.0 GiB");
  EXPECT_EQ(format_bytes((1ULL << 20) - 1), "1.0 MiB");
}

TEST(FormatDuration, ShowsHoursOnlyWhenThereAreSome) {
  EXPECT_EQ(format_duration(7s), "0:07");
  EXPECT_EQ(format_duration(754s), "12:34");
  EXPECT_EQ(format_duration(3723s), "1:02:03");
}

TEST(FormatProgress, ShowsShareRateAndTimeLeft) {
  EXPECT_EQ(
      format_progress("Deciding", {5'200, 10'000, 480}, 90),
      "Deciding  [==============>             ]   52 %  5,200 of 10,000 rows  480/s  0:10 left");
}

TEST(FormatProgress, LeavesTheBarOutWhenThereIsNoRoom) {
  EXPECT_EQ(format_progress("Deciding", {5'200, 10'000, 480}, 60),
            "Deciding   52 %  5,200 of 10,000 rows  480/s  0:10 left");
}

TEST(FormatProgress, WithoutATotalShowsWhatIsDone) {
  EXPECT_EQ(format_progress("Uploading", {2048, 0, 0, ProgressUnit::bytes}, 80),
            "Uploading  2.0 KiB");
}

TEST(FormatProgress, IsNeverWiderThanTheTerminal) {
  for (int columns = 1; columns < 120; ++columns) {
    EXPECT_LE(display_width(format_progress("Deciding", {1, 3, 2}, columns)), columns);
  }
}

TEST(ProgressBar, IsSilentWhenStderrIsNoTerminal) {
  test::CommandLine command;
  ProgressBar bar(command.surroundings(), "Deciding", ProgressUnit::rows);
  bar.update(1, 2);
  EXPECT_EQ(command.err.str(), "");
}

TEST(ProgressBar, RedrawsItsLineAtMostTenTimesASecond) {
  test::CommandLine command;
  command.terminal = true;
  const ProgressBar::Clock::time_point start{100s};
  ProgressBar bar(command.surroundings(), "Deciding", ProgressUnit::rows);
  bar.update(1, 4, 0, start);
  bar.update(2, 4, 0, start + 50ms);
  const std::string once = command.err.str();
  EXPECT_EQ(once.find('\n'), std::string::npos);
  EXPECT_EQ(once.find("2 of 4"), std::string::npos);
  bar.update(3, 4, 0, start + 120ms);
  EXPECT_NE(command.err.str().find("3 of 4"), std::string::npos);
}

TEST(ProgressBar, ClearsItsLineAtTheEnd) {
  test::CommandLine command;
  command.terminal = true;
  {
    ProgressBar(command.surroundings(), "Deciding", ProgressUnit::rows).update(1, 2);
  }
  EXPECT_TRUE(command.err.str().ends_with("\r\x1b[K"));
}

TEST(ProgressBar, WritesALineEveryFiveSecondsToADumbTerminal) {
  test::CommandLine command;
  command.terminal = true;
  command.environment["TERM"] = "dumb";
  const ProgressBar::Clock::time_point start{100s};
  ProgressBar bar(command.surroundings(), "Deciding", ProgressUnit::rows);
  bar.update(0, 4, 0, start);
  bar.update(1, 4, 0, start + 4s);
  EXPECT_EQ(command.err.str(), "");
  bar.update(2, 4, 1, start + 5s);
  EXPECT_TRUE(command.err.str().ends_with("2 of 4 rows  1/s  0:02 left\n"));
}

}  // namespace
}  // namespace muster::cli
