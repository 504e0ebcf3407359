#include "identity/device_identity.h"

#include <gtest/gtest.h>

namespace muster::identity {
namespace {

using Field = IdentityError::Field;
using Reason = IdentityError::Reason;

TEST(DeviceIdentity, TakesValuesExactlyAsTheyAre) {
  const auto identity = DeviceIdentity::from(" Contoso Ltd. ", "Büro–PC 日本", "5cG  1");
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->manufacturer, " Contoso Ltd. ");
  EXPECT_EQ(identity->model, "Büro–PC 日本");
  EXPECT_EQ(identity->serial_number, "5cG  1");
}

TEST(DeviceIdentity, DiffersByLetterCaseBlanksAndSigns) {
  const auto identity = DeviceIdentity::from("Contoso", "Book 14", "5CG1");
  EXPECT_EQ(identity, DeviceIdentity::from("Contoso", "Book 14", "5CG1"));
  EXPECT_NE(identity, DeviceIdentity::from("CONTOSO", "Book 14", "5CG1"));
  EXPECT_NE(identity, DeviceIdentity::from("Contoso", "Book  14", "5CG1"));
  EXPECT_NE(identity, DeviceIdentity::from("Contoso", "Book-14", "5CG1"));
}

TEST(DeviceIdentity, TakesValuesUpToTheirLimits) {
  EXPECT_TRUE(
      DeviceIdentity::from(std::string(256, 'a'), std::string(256, 'b'), std::string(128, 'c')));
}

struct Refused {
  std::string name;
  std::string manufacturer;
  std::string model;
  std::string serial_number;
  IdentityError error;
};

class DeviceIdentityRefuses : public testing::TestWithParam<Refused> {};

TEST_P(DeviceIdentityRefuses, AndNamesTheFieldAndTheReason) {
  const auto& [name, manufacturer, model, serial_number, error] = GetParam();
  const auto identity = DeviceIdentity::from(manufacturer, model, serial_number);
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error(), error);
}

INSTANTIATE_TEST_SUITE_P(
    Values, DeviceIdentityRefuses,
    testing::Values(
        Refused{"NoManufacturer", "", "m", "s", {Field::manufacturer, Reason::missing}},
        Refused{"NoModel", "c", "", "s", {Field::model, Reason::missing}},
        Refused{"NoSerialNumber", "c", "m", "", {Field::serial_number, Reason::missing}},
        Refused{"LongManufacturer",
                std::string(257, 'a'),
                "m",
                "s",
                {Field::manufacturer, Reason::too_long}},
        Refused{"LongModel", "c", std::string(300, 'a'), "s", {Field::model, Reason::too_long}},
        Refused{"LongSerialNumber",
                "c",
                "m",
                std::string(129, 'a'),
                {Field::serial_number, Reason::too_long}},
        // 129 bytes in 43 characters: bytes count.
        Refused{"LongSerialNumberInBytes",
                "c",
                "m",
                [] {
                  std::string text;
                  for (int i = 0; i < 43; ++i) text += "日";
                  return text;
                }(),
                {Field::serial_number, Reason::too_long}},
        Refused{"Tab", "c", "m\tn", "s", {Field::model, Reason::control_character}},
        Refused{"Nul",
                "c",
                "m",
                std::string("s\0", 2),
                {Field::serial_number, Reason::control_character}},
        Refused{
            "C1Control", "c\xC2\x85", "m", "s", {Field::manufacturer, Reason::control_character}},
        Refused{"Latin1", "B\xFCro", "m", "s", {Field::manufacturer, Reason::not_utf8}},
        Refused{"TheFirstOfTwo", "", "", "s", {Field::manufacturer, Reason::missing}}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace muster::identity
