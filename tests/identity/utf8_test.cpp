#include "identity/utf8.h"

#include <gtest/gtest.h>

namespace muster::identity {
namespace {

using std::string_view_literals::operator""sv;

TEST(Utf8, AcceptsTheFirstAndTheLastCharacterOfEachLength) {
  for (const auto text :
       {""sv, "\0"sv, "\x7F"sv, "\xC2\x80"sv, "\xDF\xBF"sv, "\xE0\xA0\x80"sv, "\xED\x9F\xBF"sv,
        "\xEE\x80\x80"sv, "\xEF\xBF\xBF"sv, "\xF0\x90\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv}) {
    EXPECT_EQ(first_invalid_utf8(text), std::nullopt) << testing::PrintToString(text);
  }
}

class Utf8Refuses : public testing::TestWithParam<std::string_view> {};

TEST_P(Utf8Refuses, AtTheByteWhereItBegins) {
  // Before it stands text of each length, so that it falls on each place of a machine word.
  for (std::size_t before = 0; before < 20; ++before) {
    const auto text = std::string(before, 'a') + std::string(GetParam()) + "b";
    EXPECT_EQ(first_invalid_utf8(text), before);
  }
}

INSTANTIATE_TEST_SUITE_P(Bytes, Utf8Refuses,
                         testing::Values("\x80"sv, "\xBF"sv,             // a continuation alone
                                         "\xC0\x80"sv, "\xC1\xBF"sv,     // overlong
                                         "\xE0\x9F\xBF"sv,               // overlong
                                         "\xF0\x8F\xBF\xBF"sv,           // overlong
                                         "\xED\xA0\x80"sv,               // half a surrogate pair
                                         "\xED\xBF\xBF"sv,               // the other half
                                         "\xF4\x90\x80\x80"sv,           // above U+10FFFF
                                         "\xF5\x80\x80\x80"sv, "\xFF"sv  // no such first byte
                                         ));

TEST(Utf8, RefusesACharacterThatIsCutShort) {
  EXPECT_EQ(first_invalid_utf8("ab\xE2\x82"), 2U);
  EXPECT_EQ(first_invalid_utf8("ab\xE2"), 2U);
  EXPECT_EQ(first_invalid_utf8("ab\xF0\x9F\x98"), 2U);
  EXPECT_EQ(first_invalid_utf8("\xE2\x82z"), 0U);
}

TEST(Utf8, CountsCharactersNotBytes) {
  EXPECT_EQ(count_characters(""), 0U);
  EXPECT_EQ(count_characters("aé日😀"), 4U);
}

TEST(Utf8, FindsControlCharactersOfBothKinds) {
  EXPECT_EQ(first_control_character("abc é 日"), std::nullopt);
  EXPECT_EQ(first_control_character("ab\tc"), 2U);
  EXPECT_EQ(first_control_character("\x7F"), 0U);
  EXPECT_EQ(first_control_character("a\0b"sv), 1U);
  EXPECT_EQ(first_control_character("é\xC2\x9F"), 2U);
  EXPECT_EQ(first_control_character("a\xC2\xA0"), std::nullopt) << "a no-break space is none";
}

TEST(Utf8, CutsBetweenCharacters) {
  EXPECT_EQ(cut_utf8("a日b", 10), "a日b");
  EXPECT_EQ(cut_utf8("a日b", 5), "a日b");
  EXPECT_EQ(cut_utf8("a日b", 4), "a日");
  EXPECT_EQ(cut_utf8("a日b", 3), "a");
  EXPECT_EQ(cut_utf8("a日b", 2), "a");
  EXPECT_EQ(cut_utf8("日", 2), "");
}

TEST(Utf8, ShowsBytesThatAreNoText) {
  EXPECT_EQ(with_invalid_bytes_shown("Büro"), "Büro");
  EXPECT_EQ(with_invalid_bytes_shown("B\xFCro"), "B\\xFCro");
  EXPECT_EQ(with_invalid_bytes_shown("\xE2\x82"), "\\xE2\\x82");
}

TEST(IsBlank, KnowsTheBlanksOfEveryScript) {
  EXPECT_TRUE(is_blank(""));
  EXPECT_TRUE(is_blank(" \u00a0\u2003\u3000"));
  EXPECT_FALSE(is_blank(" \u3000a"));
  EXPECT_FALSE(is_blank("\u200b"));  // has no width, and is no blank to Unicode
}

}  // namespace
}  // namespace muster::identity
