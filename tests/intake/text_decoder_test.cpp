#include "intake/text_decoder.h"

#include <gtest/gtest.h>

#include "intake/reading.h"

namespace muster::intake {
namespace {

using std::string_view_literals::operator""sv;

struct Decoded {
  std::string text;
  Encoding encoding = Encoding::utf8;
  std::optional<TextDecoder::Error> error;
  bool operator==(const Decoded&) const = default;
};

Decoded decode(std::span<const std::string_view> pieces) {
  Decoded decoded;
  TextDecoder decoder;
  for (const auto piece : pieces) {
    if (const auto fed = decoder.feed(std::as_bytes(std::span(piece)), decoded.text); !fed) {
      decoded.error = fed.error();
      return decoded;
    }
  }
  if (const auto done = decoder.finish(decoded.text); !done) decoded.error = done.error();
  decoded.encoding = decoder.encoding();
  return decoded;
}

Decoded decode(std::string_view bytes) { return decode(std::span(&bytes, 1)); }

constexpr auto text = "Büro,日本,😀\r\n"sv;
constexpr auto text_in_units = u"Büro,日本,😀\r\n"sv;

TEST(TextDecoder, TakesTextWithoutAMarkForUtf8) {
  EXPECT_EQ(decode(text), (Decoded{std::string(text), Encoding::utf8, {}}));
}

TEST(TextDecoder, LeavesTheMarkOfUtf8Out) {
  EXPECT_EQ(decode("\xEF\xBB\xBF" + std::string(text)),
            (Decoded{std::string(text), Encoding::utf8_bom, {}}));
}

TEST(TextDecoder, ReadsUtf16OfBothByteOrders) {
  for (const auto encoding : {Encoding::utf16le, Encoding::utf16be}) {
    EXPECT_EQ(decode(encoded(text_in_units, encoding)), (Decoded{std::string(text), encoding, {}}));
  }
}

TEST(TextDecoder, ReadsTheSameTextWhereverThePiecesAreCut) {
  for (const auto& bytes :
       {std::string(text), "\xEF\xBB\xBF" + std::string(text),
        encoded(text_in_units, Encoding::utf16le), encoded(text_in_units, Encoding::utf16be)}) {
    const auto whole = decode(bytes);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      const auto all = std::string_view(bytes);
      EXPECT_EQ(decode(std::array{all.substr(0, cut), all.substr(cut)}), whole) << cut;
    }
    std::vector<std::string_view> single;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      single.push_back(std::string_view(bytes).substr(i, 1));
    }
    EXPECT_EQ(decode(single), whole);
  }
}

TEST(TextDecoder, KeepsAMarkThatStandsInsideTheText) {
  EXPECT_EQ(decode("a\xEF\xBB\xBF").text, "a\xEF\xBB\xBF");
  EXPECT_EQ(decode("\xEF\xBB\xBF\xEF\xBB\xBF").text, "\xEF\xBB\xBF");
}

TEST(TextDecoder, ReadsFilesThatAreShorterThanAMark) {
  EXPECT_EQ(decode("").text, "");
  EXPECT_EQ(decode("a").text, "a");
  EXPECT_EQ(decode("\xEF\xBB").text, "\xEF\xBB");
  EXPECT_EQ(decode("\xEF\xBB\xBF"), (Decoded{"", Encoding::utf8_bom, {}}));
  EXPECT_EQ(decode("\xFF\xFE"), (Decoded{"", Encoding::utf16le, {}}));
}

TEST(TextDecoder, LetsBytesThatAreNoUtf8Through) {
  EXPECT_EQ(decode("a\xFF\xC0z").text, "a\xFF\xC0z");
}

TEST(TextDecoder, ShowsHalfASurrogatePairAsAByteThatIsNoText) {
  EXPECT_EQ(decode(encoded(u"a\xD83D"
                           u"b",
                           Encoding::utf16le))
                .text,
            "a\xFF"
            "b");
  EXPECT_EQ(decode(encoded(u"a\xDE00"
                           u"b",
                           Encoding::utf16be))
                .text,
            "a\xFF"
            "b");
  EXPECT_EQ(decode(encoded(u"a\xD83D", Encoding::utf16le)).text, "a\xFF");
  EXPECT_EQ(decode(encoded(u"\xD83D\xD83D\xDE00", Encoding::utf16le)).text, "\xFF😀");
}

TEST(TextDecoder, RefusesUtf16WithoutAMark) {
  EXPECT_EQ(decode("M\0a\0"sv).error, TextDecoder::Error::utf16_without_mark);
  EXPECT_EQ(decode("\0M\0a"sv).error, TextDecoder::Error::utf16_without_mark);
}

TEST(TextDecoder, RefusesUtf32) {
  EXPECT_EQ(decode("\xFF\xFE\0\0M\0\0\0"sv).error, TextDecoder::Error::utf32);
  EXPECT_EQ(decode("\0\0\xFE\xFF\0\0\0M"sv).error, TextDecoder::Error::utf32);
}

TEST(TextDecoder, RefusesUtf16OfAnOddNumberOfBytes) {
  EXPECT_EQ(decode("\xFF\xFEM\0a"sv).error, TextDecoder::Error::half_character);
}

TEST(TextDecoder, TellsHowManyBytesOfTheFileATextTook) {
  for (const auto encoding : {Encoding::utf16le, Encoding::utf16be}) {
    const auto bytes = encoded(u"aé日😀\xD83D,", encoding);
    TextDecoder decoder;
    std::string read;
    ASSERT_TRUE(decoder.feed(std::as_bytes(std::span(bytes)), read));
    EXPECT_EQ(decoder.mark_size() + decoder.file_bytes(read), bytes.size());
  }
  EXPECT_EQ(TextDecoder().file_bytes("aé日😀"), 10U);
}

}  // namespace
}  // namespace muster::intake
