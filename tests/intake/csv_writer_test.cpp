#include "intake/csv_writer.h"

#include <gtest/gtest.h>

#include <array>

namespace muster::intake {
namespace {

struct Written {
  std::string_view value;
  std::string_view field;
};

class CsvFields : public testing::TestWithParam<Written> {};

TEST_P(CsvFields, AreQuotedWhereTheyNeedIt) {
  std::string out = "before,";
  append_csv_field(out, GetParam().value);
  EXPECT_EQ(out, "before," + std::string(GetParam().field));
}

INSTANTIATE_TEST_SUITE_P(Values, CsvFields,
                         testing::Values(Written{"", ""}, Written{"plain", "plain"},
                                         Written{"in between", "in between"},
                                         Written{"a,b", "\"a,b\""}, Written{"a;b", "\"a;b\""},
                                         Written{"a\tb", "\"a\tb\""}, Written{"a\"b", "\"a\"\"b\""},
                                         Written{"\"", "\"\"\"\""}, Written{"a\r\nb", "\"a\r\nb\""},
                                         Written{" a", "\" a\""}, Written{"a ", "\"a \""},
                                         Written{"=1+1", "=1+1"}));

class SpreadsheetFields : public testing::TestWithParam<Written> {};

TEST_P(SpreadsheetFields, NeverBeginAFormula) {
  std::string out;
  append_spreadsheet_field(out, GetParam().value);
  EXPECT_EQ(out, GetParam().field);
}

INSTANTIATE_TEST_SUITE_P(
    Values, SpreadsheetFields,
    testing::Values(Written{"", ""}, Written{"plain", "plain"}, Written{"a=b", "a=b"},
                    Written{"=1+1", "'=1+1"}, Written{"+1", "'+1"}, Written{"-1", "'-1"},
                    Written{"@SUM(A1)", "'@SUM(A1)"}, Written{"\t=1", "\"'\t=1\""},
                    Written{"\r=1", "\"'\r=1\""},
                    Written{"=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""}));

TEST(CsvRows, EndWithCarriageReturnAndLineFeed) {
  std::string out;
  append_csv_row(out, std::array<std::string_view, 3>{"a", "", "=c,d"});
  EXPECT_EQ(out, "a,,\"=c,d\"\r\n");
}

TEST(SpreadsheetRows, NeutraliseEachField) {
  std::string out;
  append_spreadsheet_row(out, std::array<std::string_view, 2>{"=a", "b"});
  EXPECT_EQ(out, "'=a,b\r\n");
}

}  // namespace
}  // namespace muster::intake
