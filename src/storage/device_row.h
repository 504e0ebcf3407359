#pragma once
// How a registration is read: one list of columns for every statement that returns devices.

#include <string_view>

#include "registry/device.h"
#include "storage/sql.h"

namespace muster::storage {

/// Columns 0..22 of a statement over `registrations r`, its batch `b` and its check-in `c`.
#define MUSTER_DEVICE_COLUMNS                                                                 \
  "r.id, r.customer_id, r.state, b.accepted_at, r.changed_at, r.error, r.error_detail, "      \
  "r.error_column, r.error_value, r.first_row, r.manufacturer, r.model, r.serial_number, "    \
  "r.product_id, EXISTS (SELECT 1 FROM registration_inputs i WHERE i.registration_id = r.id " \
  "AND i.customer_id = r.customer_id AND i.hardware_hash IS NOT NULL), r.group_tag, "         \
  "r.assigned_user, b.order_id, b.purchase_id, "                                              \
  "b.request_id, b.created_by, b.created_by_name, c.last_seen_at"

constexpr int device_columns = 23;

registry::Device device_from(const Rows& rows);

/// The error columns, `first` being the one of the code: code, detail, column, value, first row.
std::optional<registry::RegistrationError> error_from(const Rows& rows, int first);

}  // namespace muster::storage
