#include "cli/output.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "cli/display_width.h"

namespace muster::cli {
namespace {

Table two_columns() {
  return {{{"Serial"}, {"Rows", true, false}}, {{"A1", "7"}, {"東京", "1,000"}}};
}

TEST(RenderTable, AlignsByDisplayWidth) {
  EXPECT_EQ(render_table(two_columns(), 0, false),
            "Serial   Rows\n"
            "A1          7\n"
            "東京    1,000\n");
}

TEST(RenderTable, CutsTheWidestColumnThatMayShrink) {
  const Table table{{{"Name"}, {"ID", false, false}},
                    {{"A name that is far too long for it", "org_123"}}};
  EXPECT_EQ(render_table(table, 24, false),
            "Name             ID\n"
            "A name that is…  org_123\n");
}

TEST(RenderTable, NeverCutsAnIdEvenWhenTheTerminalIsTooNarrow) {
  const Table table{{{"ID", false, false}}, {{"org_0123456789abc"}}};
  EXPECT_EQ(render_table(table, 5, false), "ID\norg_0123456789abc\n");
}

TEST(RenderTable, KeepsTheLayoutOfTheFirstPageAndPrintsNoSecondHeader) {
  std::vector<int> layout;
  render_table({{{"A"}, {"B"}}, {{"12345", "x"}}}, 0, false, &layout);
  EXPECT_EQ(render_table({{{"A"}, {"B"}}, {{"1", "y"}}}, 0, false, &layout), "1      y\n");
}

TEST(RenderTable, ColoursOnlyWhenAsked) {
  const Table table{{{"State"}}, {{Cell("failed", Colour::red)}}};
  EXPECT_EQ(render_table(table, 0, true), "\x1b[1mState\x1b[0m\n\x1b[31mfailed\x1b[0m\n");
  EXPECT_EQ(render_table(table, 0, false), "State\nfailed\n");
}

TEST(RenderTable, ShowsControlCharactersInsteadOfObeyingThem) {
  EXPECT_EQ(render_table({{{"A"}}, {{"x\x1b[2J"}}}, 0, false), "A\nx�[2J\n");
}

TEST(RenderCsv, QuotesWhatNeedsIt) {
  EXPECT_EQ(render_csv({{{"A"}, {"B"}}, {{"a,b", "say \"hi\""}}}),
            "A,B\r\n\"a,b\",\"say \"\"hi\"\"\"\r\n");
}

TEST(RenderCsv, WritesCountsForProgramsAndTablesWriteThemForPeople) {
  const Table table{{{"Rows", true}}, {{count_cell(1234567)}}};
  EXPECT_EQ(render_csv(table), "Rows\r\n1234567\r\n");
  EXPECT_EQ(render_table(table, 0, false), "     Rows\n1,234,567\n");
}

TEST(RenderCsv, NeutralisesAFormula) {
  EXPECT_EQ(render_csv({{{"A"}}, {{"=HYPERLINK(1)"}}}), "A\r\n'=HYPERLINK(1)\r\n");
}

TEST(RenderFields, AlignsTheValues) {
  EXPECT_EQ(render_fields({{"ID", "org_1"}, {"Created", "now"}}, false),
            "ID       org_1\nCreated  now\n");
}

TEST(RenderJson, KeepsTheOrderOfMembers) {
  EXPECT_EQ(render_json(boost::json::parse(R"({"b":1,"a":[],"c":[{"d":null}]})")),
            "{\n  \"b\": 1,\n  \"a\": [],\n  \"c\": [\n    {\n      \"d\": null\n    }\n  ]\n}\n");
}

}  // namespace
}  // namespace muster::cli
