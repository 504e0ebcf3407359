#include "agent/collect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "identity/hardware_hash.h"
#include "identity/smbios_dump.h"

namespace muster::agent {
namespace {

using testing::HasSubstr;

const identity::DeviceIdentity device = {
    .manufacturer = "Contoso Ltd.", .model = "Book \"14\", gold", .serial_number = "5CG1234567 "};

identity::Smbios machine(const std::vector<std::string>& strings) {
  return identity::read_smbios_dump(identity::DumpTable().system(strings).dump_3()).value();
}

TEST(Collect, WritesTheRowOfThePartnerForm) {
  EXPECT_EQ(row_of(Format::partner, device),
            "Contoso Ltd.,\"Book \"\"14\"\", gold\",\"5CG1234567 \"\r\n");
  EXPECT_EQ(header_of(Format::partner), "Manufacturer,Model,Serial Number\r\n");
}

TEST(Collect, WritesTheRowOfTheSelfServiceFormWithAHashThatNamesTheMachine) {
  const auto row = row_of(Format::self_service, device);
  EXPECT_THAT(row, testing::StartsWith("\"5CG1234567 \",,T0"));
  EXPECT_THAT(row, testing::EndsWith(",,\r\n"));
  const auto hash = identity::decode_hardware_hash(row.substr(15, row.size() - 15 - 4));
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->model, device.model);
  EXPECT_EQ(hash->serial_number, device.serial_number);
}

TEST(Collect, TakesTheValuesAsTheyAre) {
  const auto examined = examine(machine({"Contoso ", "Book", "1", "SN 7", "", ""}));
  ASSERT_TRUE(examined.device);
  EXPECT_EQ(examined.device->manufacturer, "Contoso ");
  EXPECT_EQ(examined.device->serial_number, "SN 7");
}

TEST(Collect, RefusesAMachineWhoseMakerLeftPlaceholders) {
  const auto smbios =
      machine({"System manufacturer", "Book", "1", "To Be Filled By O.E.M.", "", ""});
  const auto examined = examine(smbios);
  EXPECT_FALSE(examined.device);
  EXPECT_EQ(examined.faults.size(), 2U);
  EXPECT_THAT(report(smbios), HasSubstr("can't be registered as it is"));
}

TEST(Collect, RefusesAMachineWithAValueThatIsNotThere) {
  const auto dump = identity::DumpTable().system({"Contoso", "Book"}, {1, 2, 0, 9, 0, 0}).dump_3();
  const auto examined = examine(identity::read_smbios_dump(dump).value());
  ASSERT_EQ(examined.faults.size(), 1U);
  EXPECT_THAT(examined.faults.front(), HasSubstr("tables are broken"));
}

TEST(Collect, ShowsBlanksThatNobodyWouldSee) {
  const auto text = report(machine({"Contoso ", "Book", "1", "SN7", "", ""}));
  EXPECT_THAT(text, HasSubstr("Manufacturer    \"Contoso \"\n                ! ends with a blank"));
  EXPECT_THAT(text, HasSubstr("This machine can be registered."));
}

}  // namespace
}  // namespace muster::agent
