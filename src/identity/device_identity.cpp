#include "identity/device_identity.h"

#include <optional>

#include "identity/utf8.h"

namespace muster::identity {
namespace {

std::optional<IdentityError> check(IdentityError::Field field, std::string_view value,
                                   std::size_t limit) {
  using Reason = IdentityError::Reason;
  if (value.empty()) return IdentityError{field, Reason::missing};
  if (value.size() > limit) return IdentityError{field, Reason::too_long};
  if (first_invalid_utf8(value)) return IdentityError{field, Reason::not_utf8};
  if (first_control_character(value)) return IdentityError{field, Reason::control_character};
  return std::nullopt;
}

}  // namespace

std::expected<DeviceIdentity, IdentityError> DeviceIdentity::from(std::string_view manufacturer,
                                                                  std::string_view model,
                                                                  std::string_view serial_number) {
  using Field = IdentityError::Field;
  auto error = check(Field::manufacturer, manufacturer, max_manufacturer);
  if (!error) error = check(Field::model, model, max_model);
  if (!error) error = check(Field::serial_number, serial_number, max_serial_number);
  if (error) return std::unexpected(*error);
  return DeviceIdentity{std::string(manufacturer), std::string(model), std::string(serial_number)};
}

}  // namespace muster::identity
