#include "http/content_type.h"

#include <gtest/gtest.h>

namespace muster::http {
namespace {

TEST(ParameterisedValue, LowersTheValueAndTheNamesButNotWhatTheyHold) {
  const auto parsed = parse_parameterised("Multipart/Form-Data ; BOUNDARY=aB; x=\"y;z\"");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->value, "multipart/form-data");
  EXPECT_EQ(parsed->parameter("boundary"), "aB");
  EXPECT_EQ(parsed->parameter("x"), "y;z");
  EXPECT_EQ(parsed->parameter("y"), std::nullopt);
}

TEST(ParameterisedValue, ReadsQuotesAndLeavesFoldersOfOldBrowsersAlone) {
  EXPECT_EQ(parse_parameterised(R"(a; n="say \"hi\"")")->parameter("n"), "say \"hi\"");
  EXPECT_EQ(parse_parameterised(R"(a; n="C:\new\f.csv")")->parameter("n"), R"(C:\new\f.csv)");
}

TEST(ParameterisedValue, RefusesWhatIsNone) {
  for (const auto* bad : {"", " ; a=b", "a; b", "a; =b", "a; b=\"c", "a; b=\"c\"d"}) {
    EXPECT_FALSE(parse_parameterised(bad)) << bad;
  }
}

TEST(ParameterisedValue, PassesOverEmptyParameters) {
  EXPECT_EQ(parse_parameterised("a;;b=c; ")->parameters.size(), 1U);
}

}  // namespace
}  // namespace muster::http
