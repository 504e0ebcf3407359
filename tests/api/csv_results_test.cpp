#include "api/csv_results.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace muster::api {
namespace {

registry::RowInput partner_row(std::string serial) {
  registry::RowInput input;
  input.manufacturer = "Contoso";
  input.model = "Book 1";
  input.serial_number = std::move(serial);
  return input;
}

TEST(ResultsCsv, HasTheColumnsOfTheFormThenTheOutcome) {
  std::string text;
  ResultsCsv("autopilot_group_tag", "").append_header(text);
  EXPECT_EQ(text,
            "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,State,Error "
            "code,Title,Advice,Hint,Request ID\r\n");
}

TEST(ResultsCsv, GivesJsonEveryColumn) {
  std::string text;
  ResultsCsv("json", "").append_header(text);
  EXPECT_TRUE(
      text.starts_with("Manufacturer,Model,Serial Number,Windows Product ID,Hardware "
                       "Hash,Group Tag,Assigned User,State,"));
}

TEST(ResultsCsv, LeavesTheErrorEmptyOfARegisteredRow) {
  std::string text;
  ResultsCsv("partner", "").append_row(text, partner_row("SN-1"), "registered", nullptr, "req_1");
  EXPECT_EQ(text, "Contoso,Book 1,SN-1,registered,,,,,req_1\r\n");
}

TEST(ResultsCsv, SaysWhatWasWrongWithAFailedRow) {
  registry::RegistrationError error{.code = registry::ErrorCode::duplicate_in_file};
  error.detail = "The same device stands in row 2.";
  std::string text;
  ResultsCsv("partner", "").append_row(text, partner_row("SN-1"), "failed", &error, "req_1");
  EXPECT_EQ(text,
            "Contoso,Book 1,SN-1,failed,duplicate_in_file,Duplicate in file,Nothing is to be done "
            "if the device was meant once: its first row in the file counts.,The same device "
            "stands in row 2.,req_1\r\n");
}

TEST(ResultsCsv, NamesTheSupportContactForAnUnexpectedError) {
  const registry::RegistrationError error{.code = registry::ErrorCode::unexpected_error};
  std::string text;
  ResultsCsv("partner", "help@example.com")
      .append_row(text, partner_row("SN-1"), "failed", &error, "req_1");
  EXPECT_NE(text.find("Contact Support (help@example.com)"), std::string::npos);
}

TEST(ResultsCsv, NeutralisesFormulas) {
  std::string text;
  ResultsCsv("partner", "")
      .append_row(text, partner_row("=HYPERLINK(\"x\")"), "pending", nullptr, "");
  EXPECT_NE(text.find("\"'=HYPERLINK(\"\"x\"\")\""), std::string::npos) << text;
}

TEST(DevicesCsv, HasAsManyValuesAsHeadings) {
  std::string header;
  append_device_header(header);
  registry::Device device;
  device.id = registry::registration_of({5}, 2);
  device.state = registry::StoredState::registered;
  std::string row;
  append_device_row(row, device, registry::Time{}, "");
  EXPECT_EQ(std::ranges::count(header, ','), std::ranges::count(row, ','));
  EXPECT_NE(row.find("Ready for user"), std::string::npos);
}

}  // namespace
}  // namespace muster::api
