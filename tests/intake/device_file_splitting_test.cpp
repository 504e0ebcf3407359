// However the network cuts a file into pieces, the rows, the errors and the warnings are the same.

#include <gtest/gtest.h>

#include "intake/reading.h"

namespace muster::intake {
namespace {

const std::string partner = "Manufacturer,Model,Serial Number\r\n";

const std::vector<std::string> nasty_files = {
    "",
    "\r",
    "\xEF\xBB",
    "\xFF",
    std::string("M\0", 2),
    partner,
    partner + "a,b,c",
    partner + "a,b,c\r",
    partner + "\"a\",\"b,b\",\"c\"\"c\"\r\n\"d\"\"\",\"\"\"e\",\"\"\"\"\r\n",
    partner + "\"a\r\nb\",\"c\rd\",\"e\nf\"\r\n\r\n\r\n,,\r\ng,h,i\r\n",
    partner + "a,b\r\na,b,c,d\r\n,,,x\r\na,,c\r\n\"\",\"\",\"\"\r\n",
    partner + "a,B\xFCro,c\r\na,\"\xE2\x82\",c\r\n\xFF,b,c\r\nok,ok,ok\r\n",
    partner + "a,15\" screen,c\"\r\n" + partner + "d,e,f\r\n",
    partner + "a,b,c\r\nd,\"e\"f,g\r\nh,i,j\r\n",
    partner + "a,b,c\r\nd,e,\"f\r\nh,i,j\r\n",
    "\xEF\xBB\xBF" + partner + "é,日,😀\r\n\xF0\x9F\x98,b,c\r\n",
    "\r\n,,\r\n manufacturer , MODEL,Serial\xC2\xA0Number,,\r\na,b,c,,\r\n",
    "Manufacturer;Model;Serial Number\ra,b;c;d\re;f;g",
    "Serial Number\tManufacturer\tModel\ns\tm\tp\n",
    "\"Manufacturer\",\"Model\",\"Serial Number\"\na,b,c\n",
    "Maker,Model,Serial Number\na,b,c\n",
    "Manufacturer,\"Model\"x\na,b,c\n",
    "Device Serial Number,Windows Product ID,Hardware Hash\nsn,pid,\"T0 \r\nE=\"\nsn\n,,T0E=\n",
    encoded(u"Manufacturer,Model,Serial Number\r\né,\"日\"\"\x07\",😀\r\na,\xD83D,c\r\na,\xDE00",
            Encoding::utf16le),
    encoded(u"Manufacturer;Model;Serial Number\ra;b;c\rd;\"e\"f;g\r", Encoding::utf16be),
    encoded(u"Manufacturer,Model,Serial Number\na,b,c\n", Encoding::utf16be) + "x",
};

class NastyFile : public testing::TestWithParam<std::string> {};

TEST_P(NastyFile, ReadsTheSameCutAnywhere) {
  const FileSource source(GetParam());
  const auto whole = source.whole();
  for (std::size_t cut = 0; cut <= source.size(); ++cut) {
    const auto reading = source.cut_at(cut);
    ASSERT_EQ(reading.rows, whole.rows) << "cut at " << cut;
    ASSERT_TRUE(reading.outcome == whole.outcome) << "cut at " << cut;
  }
}

TEST_P(NastyFile, ReadsTheSameInPiecesOfAnySize) {
  const FileSource source(GetParam());
  const auto whole = source.whole();
  for (const std::size_t size : {1, 2, 3, 5, 7, 16}) {
    const auto reading = source.in_pieces_of(size);
    ASSERT_EQ(reading.rows, whole.rows) << "pieces of " << size;
    ASSERT_TRUE(reading.outcome == whole.outcome) << "pieces of " << size;
  }
}

TEST_P(NastyFile, ReadsTheSameForADirectory) {
  const FileSource source(GetParam(), Purpose::directory);
  ASSERT_TRUE(source.in_pieces_of(1) == source.whole());
}

INSTANTIATE_TEST_SUITE_P(Files, NastyFile, testing::ValuesIn(nasty_files));

TEST(LargeFile, ReadsTheSameInPiecesWhenItsHeaderComesLate) {
  const FileSource source(std::string(100'000, '\n') + "Manufacturer;Model;Serial Number\na;b;c\n");
  EXPECT_TRUE(source.in_pieces_of(1000) == source.whole());
}

TEST(LargeFile, ReadsTheSameInPiecesWhenARecordIsTooLong) {
  const FileSource source(partner + "a,b,c\r\n" + "a,b," + std::string(1'100'000, 'c') +
                          "\r\na,b,c\r\n");
  EXPECT_TRUE(source.in_pieces_of(5000) == source.whole());
}

}  // namespace
}  // namespace muster::intake
