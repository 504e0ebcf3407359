#include "cli/display_width.h"

#include <gtest/gtest.h>

namespace muster::cli {
namespace {

TEST(DisplayWidth, OfAnAccentedLetterIsOne) { EXPECT_EQ(display_width("é"), 1); }
TEST(DisplayWidth, OfACombiningAccentIsZero) { EXPECT_EQ(display_width("e\u0301"), 1); }
TEST(DisplayWidth, OfAKanjiIsTwo) { EXPECT_EQ(display_width("東京"), 4); }
TEST(DisplayWidth, OfAnEmojiIsTwo) { EXPECT_EQ(display_width("🚀"), 2); }
TEST(DisplayWidth, OfAnInvalidByteIsOne) { EXPECT_EQ(display_width("a\xff"), 2); }
TEST(DisplayWidth, OfAnOverlongSlashIsOneForEachByte) { EXPECT_EQ(display_width("\xc0\xaf"), 2); }

TEST(CutToWidth, LeavesAShortText) { EXPECT_EQ(cut_to_width("Contoso", 7), "Contoso"); }
TEST(CutToWidth, EndsInAnEllipsis) { EXPECT_EQ(cut_to_width("Contoso", 5), "Cont…"); }
TEST(CutToWidth, NeverSplitsAWideLetter) { EXPECT_EQ(cut_to_width("東京都", 4), "東…"); }

TEST(Printable, ShowsALineBreak) { EXPECT_EQ(printable("a\nb"), "a␊b"); }
TEST(Printable, TakesTheSignThatStartsATerminalCommand) {
  EXPECT_EQ(printable("\x1b[2Jx"), "�[2Jx");
}
TEST(Printable, TakesAC1ControlInUtf8) { EXPECT_EQ(printable("\xc2\x9b"), "�"); }
TEST(Printable, TakesADirectionOverride) { EXPECT_EQ(printable("a\u202Eb"), "a�b"); }
TEST(Printable, KeepsOtherScripts) { EXPECT_EQ(printable("Łódź 東京"), "Łódź 東京"); }

}  // namespace
}  // namespace muster::cli
