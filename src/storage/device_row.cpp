#include "storage/device_row.h"

namespace muster::storage {

using registry::Device;
using registry::RegistrationError;

std::optional<RegistrationError> error_from(const Rows& rows, int first) {
  if (rows.is_null(first)) return std::nullopt;
  RegistrationError error;
  error.code = registry::error_code_from(rows.integer(first))
                   .value_or(registry::ErrorCode::unexpected_error);
  error.detail = rows.text(first + 1);
  error.column = rows.text(first + 2);
  error.value = rows.text(first + 3);
  if (error.code == registry::ErrorCode::duplicate_in_file && !rows.is_null(first + 4)) {
    error.first_row = static_cast<std::uint32_t>(rows.integer(first + 4));
  }
  return error;
}

Device device_from(const Rows& rows) {
  Device device{.id = rows.id<registry::RegistrationId>(0),
                .customer = rows.id<registry::OrganisationId>(1),
                .state = rows.as<registry::StoredState>(2),
                .registered_at = rows.time(3),
                .changed_at = rows.time(4),
                .error = {},
                .manufacturer = rows.text(10),
                .model = rows.text(11),
                .serial_number = rows.text(12),
                .product_id = rows.text(13),
                .hardware_hash_present = rows.boolean(14),
                .group_tag = rows.text(15),
                .assigned_user = rows.text(16),
                .order_id = rows.text(17),
                .purchase_id = rows.text(18),
                .request_id = rows.text(19),
                .registered_by = rows.id<registry::OrganisationId>(20),
                .registered_by_name = rows.text(21),
                .last_seen_at = rows.maybe_time(22)};
  // A row that waits may carry what was wrong with its text; that counts once it is decided.
  if (device.state != registry::StoredState::pending) device.error = error_from(rows, 5);
  return device;
}

}  // namespace muster::storage
