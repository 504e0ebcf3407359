#include "intake/file_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::intake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using Headings = std::vector<std::string>;

std::expected<Header, FileError> recognise(const Headings& headings,
                                           Purpose purpose = Purpose::registering) {
  return recognise_header(headings, 1, purpose);
}

/// The error of headings that must be refused.
FileError error_of(const Headings& headings, Purpose purpose = Purpose::registering) {
  const auto header = recognise(headings, purpose);
  EXPECT_FALSE(header);
  return header ? FileError{} : header.error();
}

struct Known {
  std::string_view form;
  Headings headings;
  std::vector<Column> columns;
};

const std::vector<Known> known_headers = {
    {"partner",
     {"Manufacturer", "Model", "Serial Number"},
     {Column::manufacturer, Column::model, Column::serial_number}},
    {"autopilot",
     {"Device Serial Number", "Windows Product ID", "Hardware Hash"},
     {Column::serial_number, Column::product_id, Column::hardware_hash}},
    {"autopilot_group_tag",
     {"Device Serial Number", "Windows Product ID", "Hardware Hash", "Group Tag"},
     {Column::serial_number, Column::product_id, Column::hardware_hash, Column::group_tag}},
    {"autopilot_assigned_user",
     {"Device Serial Number", "Windows Product ID", "Hardware Hash", "Group Tag", "Assigned User"},
     {Column::serial_number, Column::product_id, Column::hardware_hash, Column::group_tag,
      Column::assigned_user}},
    {"partner_center",
     {"Device Serial Number", "Windows Product ID", "Hardware Hash", "Manufacturer name",
      "Device model"},
     {Column::serial_number, Column::product_id, Column::hardware_hash, Column::manufacturer,
      Column::model}},
};

std::vector<Column> columns_of(const Header& header) {
  std::vector<Column> columns;
  for (const auto& column : header.columns) {
    if (column) columns.push_back(*column);
  }
  return columns;
}

TEST(FileFormat, RecognisesTheHeadersSeenInTheWildForBothPurposes) {
  for (const auto purpose : {Purpose::registering, Purpose::directory}) {
    for (const auto& known : known_headers) {
      const auto header = recognise(known.headings, purpose);
      ASSERT_TRUE(header) << known.form;
      EXPECT_EQ(header->form->name, known.form);
      EXPECT_EQ(columns_of(*header), known.columns);
      EXPECT_THAT(header->warnings, testing::IsEmpty());
    }
  }
}

TEST(FileFormat, AcceptsOtherLetterCaseAndBlanksWithAWarningForEachHeading) {
  const auto header = recognise({" MANUFACTURER", "Model", "serial\u00A0number "});
  ASSERT_TRUE(header);
  EXPECT_EQ(header->form->name, "partner");
  ASSERT_EQ(header->warnings.size(), 2U);
  EXPECT_EQ(header->warnings[0].code, "heading_spelling");
  EXPECT_EQ(header->warnings[0].row, 1U);
  EXPECT_EQ(header->warnings[0].column, "Manufacturer");
  EXPECT_THAT(header->warnings[0].message, HasSubstr("` MANUFACTURER`"));
  EXPECT_EQ(header->warnings[1].column, "Serial Number");
}

TEST(FileFormat, ReadsColumnsInAnotherOrderByTheirHeadings) {
  const auto header = recognise({"Serial Number", "Manufacturer", "Model"});
  ASSERT_TRUE(header);
  EXPECT_THAT(columns_of(*header),
              ElementsAre(Column::serial_number, Column::manufacturer, Column::model));
  ASSERT_EQ(header->warnings.size(), 1U);
  EXPECT_EQ(header->warnings[0].code, "heading_order");
}

TEST(FileFormat, IgnoresEmptyHeadingsAtTheEndAsSpreadsheetsWriteThem) {
  const auto header = recognise({"Manufacturer", "Model", "Serial Number", "", ""});
  ASSERT_TRUE(header);
  EXPECT_EQ(header->columns.size(), 5U);
  EXPECT_EQ(header->columns[3], std::nullopt);
}

TEST(FileFormat, TakesProductIdAndHashBesideTheThreeValuesInADirectory) {
  const Headings three = {"Manufacturer", "Model", "Serial Number"};
  for (const auto& more : {Headings{"Windows Product ID"}, Headings{"Hardware Hash"},
                           Headings{"Windows Product ID", "Hardware Hash"}}) {
    auto headings = three;
    headings.insert(headings.end(), more.begin(), more.end());
    const auto header = recognise(headings, Purpose::directory);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->form->name, "partner");
    EXPECT_EQ(header->columns.size(), headings.size());
    EXPECT_FALSE(recognise(headings)) << "for registering there is no such form";
  }
}

TEST(FileFormat, NamesTheNearestHeadingForOneThatIsNotKnown) {
  const auto error = error_of({"Manufacturer", "Modell", "Serial Number"});
  EXPECT_EQ(error.code, FileErrorCode::header_not_recognised);
  EXPECT_THAT(error.message, HasSubstr("`Modell` is not known; the nearest is `Model`"));
  EXPECT_EQ(error.row, 1U);
  EXPECT_EQ(error.column, "Modell");
  EXPECT_EQ(error.value, "Modell");
  EXPECT_THAT(error.expected, ElementsAre("Manufacturer", "Model", "Serial Number"));
  EXPECT_THAT(error.found, ElementsAre("Manufacturer", "Modell", "Serial Number"));
  EXPECT_NE(error.advice, "");
}

TEST(FileFormat, NamesAHeadingThatIsMissing) {
  const auto error = error_of({"Device Serial Number", "Hardware Hash"});
  EXPECT_THAT(error.message, HasSubstr("`Windows Product ID` is missing"));
  EXPECT_THAT(error.expected,
              ElementsAre("Device Serial Number", "Windows Product ID", "Hardware Hash"));
}

TEST(FileFormat, ExpectsTheFormThatIsNearest) {
  EXPECT_EQ(error_of({"Device Serial Number", "Windows Product ID", "Hardware Hash", "Group Tag",
                      "Assigned Person"})
                .expected.back(),
            "Assigned User");
  EXPECT_EQ(error_of({"Device Serial Number", "Windows Product ID", "Hardware Hash",
                      "Manufacturer name", "Modelo"})
                .expected.back(),
            "Device model");
}

TEST(FileFormat, ExpectsNoMoreOfAFileThatHasAColumnTooMany) {
  EXPECT_EQ(error_of({"Device Serial Number", "Windows Product ID", "Hardware Hash", "Notes"})
                .expected.size(),
            3U);
}

TEST(FileFormat, RefusesAnExtraColumnAndSaysWhich) {
  EXPECT_THAT(error_of({"Manufacturer", "Model", "Serial Number", "Notes"}).message,
              HasSubstr("`Notes` is not known"));
}

TEST(FileFormat, RefusesAHeadingThatStandsThereTwice) {
  EXPECT_THAT(error_of({"Manufacturer", "Manufacturer", "Serial Number"}).message,
              HasSubstr("`Model` is missing"));
  EXPECT_THAT(error_of({"Manufacturer", "Model", "Serial Number", "Model"}).message,
              HasSubstr("`Model` stands there twice"));
}

TEST(FileFormat, RefusesAnEmptyHeadingBetweenOthers) {
  EXPECT_FALSE(recognise({"Manufacturer", "", "Model", "Serial Number"}));
}

TEST(FileFormat, RefusesAFileWithoutAHeaderLine) {
  const auto error = error_of({"Contoso Ltd.", "ContosoBook 14", "5CG1234567"});
  EXPECT_THAT(error.message, HasSubstr("found `Contoso Ltd.`, `ContosoBook 14`, `5CG1234567`"));
}

TEST(FileFormat, ShowsHeadingsThatAreNotTextReadably) {
  EXPECT_THAT(error_of({"Ger\xE4t", "Model", "Serial Number"}).message, HasSubstr("`Ger\\xE4t`"));
}

TEST(FileFormat, SaysNoMoreThanNeededOfAHeaderLineOfAMegabyte) {
  const auto many = error_of(Headings(300'000, "x"));
  EXPECT_LT(many.message.size(), 10'000U);
  EXPECT_LT(many.found.size(), 100U);
  EXPECT_THAT(many.message, HasSubstr("more"));
  const auto large = error_of({std::string(1'000'000, 'x'), "Model"});
  EXPECT_LT(large.message.size(), 10'000U);
  EXPECT_LE(large.value->size(), 256U);
}

TEST(FileFormat, KnowsAHeaderLineThatIsRepeated) {
  const auto header = recognise({"Manufacturer", "Model", "Serial Number"});
  ASSERT_TRUE(header);
  const auto repeats = [&](std::vector<std::string_view> fields) {
    return repeats_header(*header, fields);
  };
  EXPECT_TRUE(repeats({"Manufacturer", "Model", "Serial Number"}));
  EXPECT_TRUE(repeats({"manufacturer", "MODEL", " Serial  Number"}));
  EXPECT_FALSE(repeats({"Manufacturer", "Model"}));
  EXPECT_FALSE(repeats({"Manufacturer", "Model", "Serial Number 2"}));
  EXPECT_FALSE(repeats({"Manufacturer", "Model", "Serial Number", "4"}));
  EXPECT_FALSE(repeats({}));
}

TEST(FileFormat, SpellsItsErrorCodes) {
  EXPECT_EQ(to_string(FileErrorCode::header_not_recognised), "header_not_recognised");
  EXPECT_EQ(to_string(FileErrorCode::bad_quoting), "bad_quoting");
  EXPECT_EQ(to_string(FileErrorCode::empty_file), "empty_file");
  EXPECT_EQ(to_string(FileErrorCode::encoding_not_supported), "encoding_not_supported");
  EXPECT_EQ(to_string(FileErrorCode::record_too_long), "record_too_long");
  EXPECT_EQ(to_string(FileErrorCode::too_many_rows), "too_many_rows");
  EXPECT_EQ(to_string(FileErrorCode::too_large), "too_large");
}

}  // namespace
}  // namespace muster::intake
