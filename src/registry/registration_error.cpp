#include "registry/registration_error.h"

#include <stdexcept>

namespace muster::registry {

const std::vector<ErrorText>& error_catalogue() {
  static const std::vector<ErrorText> catalogue = {
      {ErrorCode::device_not_found, "device_not_found", "Device not found",
       "Compare manufacturer, model and serial number with what the device itself reports; each "
       "must "
       "be the same to the letter. If they are, ask the supplier to publish the device, then "
       "retry."},
      {ErrorCode::hardware_hash_not_valid, "hardware_hash_not_valid", "Hardware hash not valid",
       "Collect the hardware hash from the device again and take care that the file keeps it "
       "whole: "
       "spreadsheets cut long cells. Then upload this row again."},
      {ErrorCode::device_already_registered, "device_already_registered",
       "Device already registered",
       "Nothing is to be done: this customer has the device already. Look for it in the list of "
       "devices."},
      {ErrorCode::device_claimed_by_another_organization, "device_claimed_by_another_organization",
       "Device claimed by another organization",
       "Check the serial number. If the device is really yours, ask the supplier, or whoever sold "
       "it, "
       "to have it released, then retry."},
      {ErrorCode::approval_needed, "approval_needed", "Approval needed",
       "No supplier has published this device, but its hardware hash is valid: whoever the "
       "settings "
       "of the organization name can approve it. Or ask the supplier to publish it, then retry."},
      {ErrorCode::unexpected_error, "unexpected_error", "Unexpected error",
       "Contact Support and provide the Request ID."},
      {ErrorCode::missing_value, "missing_value", "Value missing",
       "Fill in the named column and upload this row again."},
      {ErrorCode::value_too_long, "value_too_long", "Value too long",
       "Shorten the value in the named column to the limit and upload this row again."},
      {ErrorCode::control_character, "control_character", "Control character in value",
       "Remove the invisible character (such as a tab or a line break) from the value and upload "
       "this "
       "row again."},
      {ErrorCode::not_utf8, "not_utf8", "Text not readable",
       "Save the file as UTF-8 and upload this row again."},
      {ErrorCode::wrong_column_count, "wrong_column_count", "Wrong number of columns",
       "Give this row the same columns as the header line; put values that contain the separator "
       "in "
       "double quotes. Then upload it again."},
      {ErrorCode::duplicate_in_file, "duplicate_in_file", "Duplicate in file",
       "Nothing is to be done if the device was meant once: its first row in the file counts."},
      {ErrorCode::serial_number_mismatch, "serial_number_mismatch",
       "Serial number differs from hardware hash",
       "The row mixes two devices. Collect serial number and hardware hash from the same device "
       "and "
       "upload this row again."},
      {ErrorCode::published_by_another_supplier, "published_by_another_supplier",
       "Published by another supplier",
       "Another supplier lists this device. If it is yours, ask the operator of this installation "
       "to settle it with that supplier."},
  };
  return catalogue;
}

const ErrorText& text_of(ErrorCode code) {
  for (const auto& text : error_catalogue()) {
    if (text.code == code) return text;
  }
  throw std::logic_error("an error code without a text");
}

std::optional<ErrorCode> error_code_from(std::string_view name) {
  for (const auto& text : error_catalogue()) {
    if (text.name == name) return text.code;
  }
  return std::nullopt;
}

std::optional<ErrorCode> error_code_from(std::int64_t stored) {
  for (const auto& text : error_catalogue()) {
    if (static_cast<std::int64_t>(text.code) == stored) return text.code;
  }
  return std::nullopt;
}

}  // namespace muster::registry
