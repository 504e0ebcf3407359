#include "agent/collect.h"

#include "identity/hardware_hash.h"
#include "identity/placeholder.h"

namespace muster::agent {
namespace {

using identity::DeviceIdentity;
using identity::NamedValue;
using identity::SmbiosText;

/// RFC 4180: in quotes where there is something that a reader could misunderstand.
std::string cell(std::string_view value) {
  const bool plain = value.find_first_of(",;\t\"\r\n") == std::string_view::npos &&
                     !value.starts_with(' ') && !value.ends_with(' ');
  if (plain) return std::string(value);
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

/// Why this value can't be registered; nullopt where it can.
std::optional<std::string> fault_of(NamedValue which, std::string_view name,
                                    const SmbiosText& text) {
  const auto prefix = "The " + std::string(name);
  switch (text.state) {
    case SmbiosText::State::absent:
      return prefix + " is not in the tables.";
    case SmbiosText::State::not_specified:
      return prefix + " was left out by the maker.";
    case SmbiosText::State::bad_index:
      return prefix + " names a string that is not there: the maker's tables are broken.";
    case SmbiosText::State::present:
      return identity::why_placeholder(which, text.value);
  }
  return std::nullopt;
}

std::string line(std::string_view name, const SmbiosText& text) {
  std::string shown(name);
  shown.resize(16, ' ');
  switch (text.state) {
    case SmbiosText::State::absent:
      return shown + "-\n";
    case SmbiosText::State::not_specified:
      return shown + "- (left out by the maker)\n";
    case SmbiosText::State::bad_index:
      return shown + "- (the maker's tables are broken)\n";
    case SmbiosText::State::present:
      break;
  }
  shown += identity::shown_value(text.value) + '\n';
  const auto note = identity::suspicion(text.value);
  if (!note.empty()) shown += std::string(16, ' ') + "! " + note + '\n';
  return shown;
}

}  // namespace

std::optional<Format> format_from(std::string_view text) {
  if (text == "partner") return Format::partner;
  if (text == "self-service") return Format::self_service;
  return std::nullopt;
}

std::string header_of(Format format) {
  return format == Format::partner
             ? "Manufacturer,Model,Serial Number\r\n"
             : "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User\r\n";
}

std::string row_of(Format format, const DeviceIdentity& device, const std::string& tpm_key) {
  if (format == Format::partner) {
    return cell(device.manufacturer) + ',' + cell(device.model) + ',' + cell(device.serial_number) +
           "\r\n";
  }
  const auto hash = identity::make_hardware_hash({.manufacturer = device.manufacturer,
                                                  .model = device.model,
                                                  .serial_number = device.serial_number,
                                                  .product_id = {},
                                                  .uuid = {},
                                                  .tpm_key = tpm_key,
                                                  .tpm_key_hash = {}});
  return cell(device.serial_number) + ",," + hash + ",,\r\n";
}

Examined examine(const identity::Smbios& smbios) {
  const auto& system = smbios.system;
  Examined examined;
  const auto look = [&](NamedValue which, std::string_view name, const SmbiosText& text) {
    if (auto fault = fault_of(which, name, text)) examined.faults.push_back(std::move(*fault));
  };
  look(NamedValue::manufacturer, "manufacturer", system.manufacturer);
  look(NamedValue::model, "model", system.product_name);
  look(NamedValue::serial_number, "serial number", system.serial_number);
  if (!examined.faults.empty()) return examined;
  const auto device = DeviceIdentity::from(system.manufacturer.value, system.product_name.value,
                                           system.serial_number.value);
  if (device) {
    examined.device = *device;
  } else {
    examined.faults.emplace_back(
        "A value is too long, is not UTF-8 or holds control characters: it can't be registered.");
  }
  return examined;
}

std::string report(const identity::Smbios& smbios) {
  const auto& system = smbios.system;
  std::string text = line("Manufacturer", system.manufacturer) +
                     line("Model", system.product_name) +
                     line("Serial number", system.serial_number) + line("SKU", system.sku) +
                     line("Family", system.family);
  std::string uuid = "-";
  if (system.uuid && !system.uuid->is_not_present()) uuid = system.uuid->text();
  text += "UUID            " + uuid + '\n';
  if (system.uuid && system.uuid->is_not_settable()) {
    text += std::string(16, ' ') + "! never set by the maker\n";
  }
  text += line("Board", smbios.board.product_name) +
          line("Board serial", smbios.board.serial_number) +
          line("Chassis serial", smbios.chassis.serial_number) +
          line("Asset tag", smbios.chassis.asset_tag) + "SMBIOS          " +
          std::to_string(smbios.major) + '.' + std::to_string(smbios.minor) + '\n';
  if (smbios.truncated) text += "                ! the tables end within a structure\n";
  const auto examined = examine(smbios);
  if (examined.device) return text + "\nThis machine can be registered.\n";
  text += "\nThis machine can't be registered as it is:\n";
  for (const auto& fault : examined.faults) text += "- " + fault + '\n';
  return text;
}

}  // namespace muster::agent
