// Every encoding with every line break and every separator that people's tools write.

#include <gtest/gtest.h>

#include <tuple>

#include "intake/reading.h"

namespace muster::intake {
namespace {

using Writing = std::tuple<Encoding, std::u16string, std::pair<char16_t, std::string>>;

std::string narrow(std::u16string_view text) {
  std::string bytes;
  TextDecoder decoder;
  const auto wide = encoded(text, Encoding::utf16le);
  (void)decoder.feed(std::as_bytes(std::span(wide)), bytes);
  (void)decoder.finish(bytes);
  return bytes;
}

class DeviceFileIn : public testing::TestWithParam<Writing> {
 protected:
  static std::string written(std::u16string_view text) {
    const auto& [encoding, line_break, separator] = GetParam();
    std::u16string all;
    for (const auto c : text) {
      if (c == u'|') {
        all += separator.first;
      } else if (c == u'\n') {
        all += line_break;
      } else {
        all += c;
      }
    }
    switch (encoding) {
      case Encoding::utf8:
        return narrow(all);
      case Encoding::utf8_bom:
        return "\xEF\xBB\xBF" + narrow(all);
      default:
        return encoded(all, encoding);
    }
  }
};

TEST_P(DeviceFileIn, GivesTheSameRows) {
  const auto reading =
      read_file(written(u"Manufacturer|Model|Serial Number\n"
                        u"Contoso Ltd.|\"Büro | 14\"\"\"|5CG1\n"
                        u"日本電気|😀| 5CG2 \n"
                        u"\n"
                        u"||\n"
                        u"\"Contoso\"|\"Book\"|5CG3\n"
                        u"\n"));
  ASSERT_TRUE(reading.outcome);
  const std::string separator = narrow(std::u16string(1, std::get<2>(GetParam()).first));
  ASSERT_EQ(reading.rows.size(), 3U);
  EXPECT_EQ(reading.rows[0].row, 2U);
  EXPECT_EQ(reading.rows[0][Column::model], "Büro " + separator + " 14\"");
  EXPECT_EQ(reading.rows[1][Column::manufacturer], "日本電気");
  EXPECT_EQ(reading.rows[1][Column::model], "😀");
  EXPECT_EQ(reading.rows[1][Column::serial_number], " 5CG2 ") << "nothing is trimmed";
  EXPECT_EQ(reading.rows[2].row, 6U) << "blank lines count";
}

TEST_P(DeviceFileIn, SaysHowItWasRead) {
  const auto& [encoding, line_break, separator] = GetParam();
  const auto bytes = written(u"Manufacturer|Model|Serial Number\nContoso|Book|5CG1\n");
  const auto reading = read_file(bytes);
  ASSERT_TRUE(reading.outcome);
  EXPECT_EQ(reading.outcome->encoding, to_string(encoding));
  EXPECT_EQ(reading.outcome->separator, separator.second);
  EXPECT_EQ(reading.outcome->format, "partner");
  EXPECT_EQ(reading.outcome->rows, 1U);
  EXPECT_EQ(reading.outcome->bytes, bytes.size());
  ASSERT_EQ(reading.outcome->warnings.size(), separator.second == "comma" ? 0U : 1U);
  if (separator.second != "comma") {
    EXPECT_EQ(reading.outcome->warnings[0].code, "separator");
  }
}

TEST_P(DeviceFileIn, NamesTheByteOfAControlCharacterWhereTheFileHasIt) {
  const std::u16string before = u"Manufacturer|Model|Serial Number\n日本|\"😀\"\"";
  const auto reading = read_file(written(before + u"\x07\"|5CG1\n"));
  ASSERT_EQ(reading.rows.size(), 1U);
  ASSERT_TRUE(reading.rows[0].error);
  EXPECT_EQ(reading.rows[0].error->code, RowErrorCode::control_character);
  EXPECT_EQ(reading.rows[0].error->column, "Model");
  EXPECT_EQ(reading.rows[0].error->byte, written(before).size());
}

INSTANTIATE_TEST_SUITE_P(Tools, DeviceFileIn,
                         testing::Combine(testing::Values(Encoding::utf8, Encoding::utf8_bom,
                                                          Encoding::utf16le, Encoding::utf16be),
                                          testing::Values(u"\n", u"\r\n", u"\r"),
                                          testing::Values(std::pair{u',', "comma"},
                                                          std::pair{u';', "semicolon"},
                                                          std::pair{u'\t', "tab"})));

}  // namespace
}  // namespace muster::intake
