// What is wrong with a row, and where: each row fails alone, and names its column and its byte.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/reading.h"

namespace muster::intake {
namespace {

using testing::HasSubstr;

const std::string partner = "Manufacturer,Model,Serial Number\n";
const std::string autopilot = "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag\n";
const std::string autopilot_user =
    "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User\n";
const std::string partner_center =
    "Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model\n";

std::string characters(std::string_view character, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += character;
  return text;
}

struct Bad {
  std::string name;
  std::string header;
  std::string row;
  RowErrorCode code;
  std::string column;
  std::size_t byte;  ///< within the row
};

class BadRow : public testing::TestWithParam<Bad> {};

TEST_P(BadRow, NamesItsColumnAndItsByte) {
  const auto& [name, header, row, code, column, byte] = GetParam();
  const auto read = read_row(header + row + "\n");
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->code, code);
  EXPECT_EQ(read.error->column, column);
  EXPECT_EQ(read.error->byte, header.size() + byte);
  EXPECT_NE(read.error->detail, "");
}

INSTANTIATE_TEST_SUITE_P(
    Rows, BadRow,
    testing::Values(
        Bad{"NoManufacturer", partner, ",b,c", RowErrorCode::missing_value, "Manufacturer", 0},
        Bad{"NoModel", partner, "a,,c", RowErrorCode::missing_value, "Model", 2},
        Bad{"NoSerialNumber", partner, "a,b,", RowErrorCode::missing_value, "Serial Number", 4},
        Bad{"NoHash", autopilot, "sn,pid,,tag", RowErrorCode::missing_value, "Hardware Hash", 7},
        Bad{"NeitherHashNorProductIdNorModel", partner_center, "sn,,,maker,",
            RowErrorCode::missing_value, "Device model", 11},
        Bad{"LongManufacturer", partner, std::string(257, 'a') + ",b,c",
            RowErrorCode::value_too_long, "Manufacturer", 256},
        Bad{"LongModel", partner, "a," + characters("é", 129) + ",c", RowErrorCode::value_too_long,
            "Model", 258},
        Bad{"LongSerialNumber", partner, "a,b," + std::string(129, 'c'),
            RowErrorCode::value_too_long, "Serial Number", 132},
        Bad{"LongProductId", autopilot, "sn," + std::string(129, 'p') + ",T0E=,",
            RowErrorCode::value_too_long, "Windows Product ID", 131},
        Bad{"LongHash", autopilot, "sn,p," + std::string(65'537, 'A') + ",",
            RowErrorCode::value_too_long, "Hardware Hash", 65'541},
        Bad{"LongGroupTag", autopilot, "sn,p,T0E=," + characters("日", 257),
            RowErrorCode::value_too_long, "Group Tag", 10},
        Bad{"ATab", partner, "a,b\tc,d", RowErrorCode::control_character, "Model", 3},
        Bad{"ALineBreakInsideAValue", partner, "a,\"b\nc\",d", RowErrorCode::control_character,
            "Model", 4},
        Bad{"AControlCharacterBehindDoubledQuotes", partner, "a,\"\"\"b\"\"\x01\",d",
            RowErrorCode::control_character, "Model", 8},
        Bad{"NotUtf8", partner, "a,B\xFCro,c", RowErrorCode::not_utf8, "Model", 3},
        Bad{"NotUtf8BehindDoubledQuotes", partner, "a,b,\"c\"\"d\"\"\xFF\"", RowErrorCode::not_utf8,
            "Serial Number", 11},
        Bad{"TooFewValues", partner, "a,b", RowErrorCode::wrong_column_count, "Serial Number", 3},
        Bad{"TooManyValues", partner, "a,b,c,d", RowErrorCode::wrong_column_count, "", 6},
        Bad{"TooManyValuesFurtherOn", partner, "a,b,c,,d", RowErrorCode::wrong_column_count, "",
            6}),
    [](const auto& test) { return test.param.name; });

struct Good {
  std::string name;
  std::string header;
  std::string row;
  Purpose purpose = Purpose::registering;
};

class GoodRow : public testing::TestWithParam<Good> {};

TEST_P(GoodRow, HasNoError) {
  const auto read = read_row(GetParam().header + GetParam().row + "\n", GetParam().purpose);
  EXPECT_EQ(read.row, 2U);
  EXPECT_FALSE(read.error) << read;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, GoodRow,
    testing::Values(
        Good{"AtEveryLimit", partner,
             std::string(256, 'a') + "," + std::string(256, 'b') + "," + std::string(128, 'c')},
        Good{"EmptyValuesBeyondTheHeader", partner, "a,b,c,,,"},
        Good{"WithoutOptionalValuesAtTheEnd", autopilot_user, "sn,p,T0E="},
        Good{"OfAHashAlone", autopilot, ",,T0E=,"},
        Good{"LineBreaksInsideAHash", autopilot, "sn,p,\"T0\r\nE=\",tag"},
        Good{"TagAndUserOf256Characters", autopilot_user,
             "sn,p,T0E=," + characters("日", 256) + "," + characters("😀", 256)},
        Good{"PartnerCenterByHash", partner_center, ",,T0E=,,"},
        Good{"PartnerCenterByProductId", partner_center, ",00329-00000-0003-AA606"},
        Good{"PartnerCenterByThreeValues", partner_center, "sn,,,maker,model"},
        Good{"DirectoryByThreeValues", partner_center, "sn,,,maker,model", Purpose::directory},
        Good{"DirectoryByHash", partner_center, ",,T0E=,,", Purpose::directory},
        Good{"DirectoryByHashWithoutTheRest", partner_center, "sn,p,T0E=", Purpose::directory}),
    [](const auto& test) { return test.param.name; });

TEST(DeviceRows, InADirectoryAreNotNamedByAProductIdAlone) {
  const auto row = read_row(partner_center + ",00329,,,\n", Purpose::directory);
  ASSERT_TRUE(row.error);
  EXPECT_EQ(row.error->code, RowErrorCode::missing_value);
}

TEST(DeviceRows, FailAloneAndTheOthersGoOn) {
  const auto reading = read_file(partner + "a,b,1\na,,2\na,b\xFF,3\na,b,4\n");
  ASSERT_TRUE(reading.outcome);
  EXPECT_EQ(reading.outcome->rows, 4U);
  ASSERT_EQ(reading.rows.size(), 4U);
  EXPECT_FALSE(reading.rows[0].error);
  EXPECT_TRUE(reading.rows[1].error);
  EXPECT_TRUE(reading.rows[2].error);
  EXPECT_FALSE(reading.rows[3].error);
}

TEST(DeviceRows, GiveWhatCouldBeReadBesideTheirError) {
  const auto row = read_row(partner + "Contoso,B\xFCro,5CG1\n");
  ASSERT_TRUE(row.error);
  EXPECT_EQ(row[Column::manufacturer], "Contoso");
  EXPECT_EQ(row[Column::model], "B\\xFCro");
  EXPECT_EQ(row[Column::serial_number], "5CG1");
  EXPECT_EQ(row.error->value, "B\\xFCro");
}

TEST(DeviceRows, OfHalfASurrogatePairAreNotText) {
  const auto bytes =
      encoded(u"Manufacturer,Model,Serial Number\nContoso,B\xD83D,5CG1\n", Encoding::utf16le);
  const auto row = read_row(bytes);
  ASSERT_TRUE(row.error);
  EXPECT_EQ(row.error->code, RowErrorCode::not_utf8);
  EXPECT_EQ(row.error->byte, 2 * (1 + partner.size() + std::string_view("Contoso,B").size()));
}

TEST(DeviceRows, NameTheControlCharacterThatStandsThere) {
  EXPECT_THAT(read_row(partner + "a,b\x07,c\n").error->detail, HasSubstr("U+0007"));
  EXPECT_THAT(read_row(partner + "a,b\x7F,c\n").error->detail, HasSubstr("U+007F"));
  EXPECT_THAT(read_row(partner + "a,b\xC2\x85,c\n").error->detail, HasSubstr("U+0085"));
}

TEST(DeviceRows, SayTheLengthAndTheLimitOfALongValue) {
  const auto row = read_row(partner + "a,b," + std::string(300, 'c') + "\n");
  EXPECT_THAT(row.error->detail, HasSubstr("300"));
  EXPECT_THAT(row.error->detail, HasSubstr("128"));
  EXPECT_EQ(row.error->value.size(), 256U);
}

TEST(DeviceRows, CutLongValuesBetweenCharacters) {
  // Whatever the place of the cut, no character is torn.
  for (std::size_t before = 0; before < 4; ++before) {
    const auto row =
        read_row(partner + std::string(before, 'a') + characters("😀", 1000) + ",b,c\n");
    ASSERT_TRUE(row.error);
    EXPECT_EQ(row[Column::manufacturer],
              std::string(before, 'a') + characters("😀", (1024 - before) / 4));
    EXPECT_EQ(row.error->value, std::string(before, 'a') + characters("😀", (256 - before) / 4));
  }
}

TEST(DeviceRows, HaveOnlyTheColumnsOfTheirForm) {
  const auto row = read_row(autopilot + "sn,pid,T0E=,\n");
  EXPECT_EQ(row[Column::manufacturer], std::nullopt);
  EXPECT_EQ(row[Column::assigned_user], std::nullopt);
  EXPECT_EQ(row[Column::product_id], "pid");
  EXPECT_EQ(row[Column::group_tag], "") << "the cell is there and empty";
}

TEST(DeviceRows, HaveEmptyCellsWhereTheLineEndsEarly) {
  EXPECT_EQ(read_row(autopilot + "sn,pid,T0E=\n")[Column::group_tag], "");
}

TEST(DeviceRows, AreReadByTheirHeadingsInAnyOrder) {
  const auto row = read_row("Model,Serial Number,Manufacturer\nm,s,c\n");
  EXPECT_EQ(row[Column::manufacturer], "c");
  EXPECT_EQ(row[Column::model], "m");
  EXPECT_EQ(row[Column::serial_number], "s");
}

TEST(DeviceRows, ThatRepeatTheHeaderAreSkippedWithAWarning) {
  const auto reading = read_file(partner + "a,b,1\n" + partner + "a,b,2\n");
  ASSERT_TRUE(reading.outcome);
  ASSERT_EQ(reading.rows.size(), 2U);
  EXPECT_EQ(reading.rows[1].row, 4U);
  ASSERT_EQ(reading.outcome->warnings.size(), 1U);
  EXPECT_EQ(reading.outcome->warnings[0].code, "repeated_header");
  EXPECT_EQ(reading.outcome->warnings[0].row, 3U);
}

}  // namespace
}  // namespace muster::intake
