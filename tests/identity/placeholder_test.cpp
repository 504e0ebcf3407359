#include "identity/placeholder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::identity {
namespace {

TEST(Placeholder, RecognisesWhatCarelessMakersLeave) {
  for (const auto* value : {"To Be Filled By O.E.M.",
                            "to be filled by o.e.m",
                            "Default string",
                            "DEFAULT STRING ",
                            "System Serial Number",
                            "Not Specified",
                            "None",
                            "N/A",
                            "",
                            "   ",
                            "00000000",
                            "0",
                            "0000-0000-0000",
                            "xxxxxxxxxx",
                            "XXXXXXX",
                            "FFFFFFFF",
                            "........",
                            "0123456789",
                            "123456789",
                            "INVALID"}) {
    EXPECT_TRUE(why_placeholder(NamedValue::serial_number, value)) << value;
  }
  EXPECT_TRUE(why_placeholder(NamedValue::manufacturer, "System manufacturer"));
  EXPECT_TRUE(why_placeholder(NamedValue::model, "System Product Name"));
}

TEST(Placeholder, LeavesRealValuesAlone) {
  for (const auto* value : {"5CG1234567", "PF-0A1B2C", "0000001", "C02XG0JTJG5H", "A", "11"}) {
    EXPECT_FALSE(why_placeholder(NamedValue::serial_number, value)) << value;
  }
  EXPECT_FALSE(why_placeholder(NamedValue::model, "XXX")) << "a name may be one letter thrice";
  EXPECT_FALSE(why_placeholder(NamedValue::model, "1234")) << "as some models are called";
  EXPECT_FALSE(why_placeholder(NamedValue::manufacturer, "Default Computers Ltd."));
}

TEST(Placeholder, PointsAtBlanksThatNobodySees) {
  EXPECT_EQ(suspicion("Contoso Ltd."), "");
  EXPECT_THAT(suspicion("Contoso "), testing::HasSubstr("ends with a blank"));
  EXPECT_THAT(suspicion(" Contoso"), testing::HasSubstr("begins with a blank"));
  EXPECT_THAT(suspicion("a\tb"), testing::HasSubstr("control"));
  EXPECT_THAT(suspicion("\xFF"), testing::HasSubstr("UTF-8"));
  EXPECT_EQ(shown_value("a \t\xFF"), R"("a \x09\xFF")");
}

}  // namespace
}  // namespace muster::identity
