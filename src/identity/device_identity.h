#pragma once
// What identifies a device: manufacturer, model and serial number, as SMBIOS reports them.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace muster::identity {

constexpr std::size_t max_manufacturer = 256;   ///< bytes of UTF-8
constexpr std::size_t max_model = 256;          ///< bytes of UTF-8
constexpr std::size_t max_serial_number = 128;  ///< bytes of UTF-8

/// Which value breaks which rule.
struct IdentityError {
  enum class Field : std::uint8_t { manufacturer, model, serial_number };
  enum class Reason : std::uint8_t { missing, too_long, control_character, not_utf8 };
  Field field;
  Reason reason;
  bool operator==(const IdentityError&) const = default;
};

/// A device as SMBIOS names it. Two identities are equal only byte for byte: case, spaces and signs
/// count, because directories are matched exactly (design.md, "The words"). Immutable; share
/// freely.
struct DeviceIdentity {
  std::string manufacturer;   ///< SMBIOS type 1, offset 04h
  std::string model;          ///< SMBIOS type 1, offset 05h
  std::string serial_number;  ///< SMBIOS type 1, offset 07h

  /// Fails with the first value that breaks a limit. Nothing is trimmed or folded.
  static std::expected<DeviceIdentity, IdentityError> from(std::string_view manufacturer,
                                                           std::string_view model,
                                                           std::string_view serial_number);
  auto operator<=>(const DeviceIdentity&) const = default;
};

}  // namespace muster::identity
