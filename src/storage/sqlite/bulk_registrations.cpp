#include <cstdint>
#include <iterator>
#include <optional>
#include <vector>

#include "registry/text_order.h"
#include "storage/sqlite/bulk.h"
#include "storage/sqlite/settle.h"

namespace muster::storage::sqlite {
namespace {

using registry::Decided;
using registry::OrganisationId;
using registry::PendingRow;
using registry::StoredState;
using registry::Time;

std::optional<std::string_view> or_null(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::optional<std::int64_t> or_null(std::uint32_t row) {
  return row == 0 ? std::nullopt : std::optional<std::int64_t>(row);
}

constexpr std::string_view insert_plain = R"(
  INSERT INTO registrations
    (id, customer_id, state, changed_at, first_row, manufacturer, model, serial_number)
  VALUES ($1, $2, 2, $3, $4, $5, $6, $7))";

constexpr std::string_view insert_detailed = R"(
  INSERT INTO registrations
    (id, customer_id, state, changed_at, first_row, manufacturer, model, serial_number,
     product_id, group_tag, assigned_user, by_product_id,
     error, error_detail, error_column, error_value)
  VALUES ($1, $2, 2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15))";

constexpr std::string_view insert_input = R"(
  INSERT INTO registration_inputs
    (registration_id, customer_id, manufacturer, model, serial_number, product_id, hardware_hash,
     group_tag, assigned_user)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))";

void insert_with_details(Connection& connection, OrganisationId customer, Time now,
                         const PendingRow& row) {
  const auto& details = *row.details;
  const auto error = details.error.value_or(registry::RegistrationError{});
  execute(connection, insert_detailed, row.id, customer, now, or_null(row.first_row),
          row.manufacturer, row.model, row.serial_number, or_null(details.product_id),
          or_null(details.group_tag), or_null(details.assigned_user),
          details.by_product_id ? std::optional(1) : std::nullopt,
          details.error ? std::optional(error.code) : std::nullopt, or_null(error.detail),
          or_null(error.column), or_null(error.value));
  if (details.input) {
    const auto& input = *details.input;
    execute(connection, insert_input, row.id, customer, input.manufacturer, input.model,
            input.serial_number, input.product_id, input.hardware_hash, input.group_tag,
            input.assigned_user);
  }
}

constexpr std::string_view update_identified = R"(
  UPDATE registrations SET manufacturer = $2, model = $3, serial_number = $4
   WHERE id = $1)";

constexpr std::string_view update_failed = R"(
  UPDATE registrations
     SET state = 3, changed_at = $2, error = $3, error_detail = $4, error_column = $5,
         error_value = $6, first_row = $7
   WHERE id = $1 AND state = 2)";

void record_failed(Connection& connection, Time now, std::span<const Decided> decided) {
  Repeated update(connection, update_failed);
  for (const auto& row : decided) {
    if (!row.error) continue;
    const auto& error = *row.error;
    update.run(row.id, now, error.code, or_null(error.detail), or_null(error.column),
               or_null(error.value), or_null(error.first_row.value_or(0)));
  }
}

constexpr std::string_view update_registered = R"(
  UPDATE registrations SET state = 4, changed_at = $3
   WHERE id BETWEEN $1 AND $2 AND state = 2)";

/// Between two failed rows all are registered: one statement for each such stretch.
void record_registered(Connection& connection, Time now, std::span<const Decided> decided) {
  Repeated update(connection, update_registered);
  for (std::size_t i = 0; i < decided.size();) {
    if (decided[i].error) {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < decided.size() && !decided[end].error) ++end;
    update.run(decided[i].id, decided[end - 1].id, now);
    i = end;
  }
}

const std::string& serial_of(const PendingRow& row, const Decided& decided) {
  return decided.identified ? decided.identified->serial_number : row.serial_number;
}

constexpr std::string_view insert_serial = R"(
  INSERT INTO device_serials_recent (customer_id, state, serial_number, registration_id)
  VALUES ($1, $2, $3, $4))";

/// In the order of the file each row would land on another page; in the order of serial numbers
/// neighbours share theirs, which is worth far more than sorting them costs.
void list_by_serial_number(Connection& connection, OrganisationId customer,
                           std::span<const PendingRow> rows, std::span<const Decided> decided) {
  const auto serial_at = [&](std::uint32_t i) -> std::string_view {
    return serial_of(rows[i], decided[i]);
  };
  std::vector<std::uint32_t> failed;
  std::vector<std::uint32_t> registered;
  registered.reserve(rows.size());
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    (decided[i].error ? failed : registered).push_back(i);
  }
  Repeated insert(connection, insert_serial);
  const auto list = [&](StoredState state, std::vector<std::uint32_t>& indexes) {
    registry::sort_by_text(indexes, serial_at);
    for (const auto i : indexes) insert.run(customer, state, serial_at(i), decided[i].id);
  };
  list(StoredState::failed, failed);
  list(StoredState::registered, registered);
}

constexpr std::string_view upsert_block = R"(
  INSERT INTO device_blocks (customer_id, block, least_serial, greatest_serial)
  VALUES ($1, $2 >> 12, $3, $4)
  ON CONFLICT (customer_id, block) DO UPDATE
     SET least_serial = min(least_serial, excluded.least_serial),
         greatest_serial = max(greatest_serial, excluded.greatest_serial))";

void bound_blocks(Connection& connection, OrganisationId customer, std::span<const PendingRow> rows,
                  std::span<const Decided> decided) {
  const auto block_of = [&](std::size_t i) { return decided[i].id.value >> 12; };
  Repeated upsert(connection, upsert_block);
  for (std::size_t i = 0; i < rows.size();) {
    const auto block = block_of(i);
    const auto* least = &serial_of(rows[i], decided[i]);
    const auto* greatest = least;
    for (++i; i < rows.size() && block_of(i) == block; ++i) {
      const auto& serial = serial_of(rows[i], decided[i]);
      if (serial < *least) least = &serial;
      if (serial > *greatest) greatest = &serial;
    }
    upsert.run(customer, decided[i - 1].id, *least, *greatest);
  }
}

}  // namespace

void SqliteBulk::insert_pending(Connection& connection, OrganisationId customer, Time now,
                                std::span<const PendingRow> rows) {
  Repeated insert(connection, insert_plain);
  for (const auto& row : rows) {
    if (row.details) {
      insert_with_details(connection, customer, now, row);
    } else {
      insert.run(row.id, customer, now, or_null(row.first_row), row.manufacturer, row.model,
                 row.serial_number);
    }
  }
}

void SqliteBulk::record(Connection& connection, OrganisationId customer, Time now,
                        std::span<const PendingRow> rows, std::span<const Decided> decided) {
  for (const auto& row : decided) {
    if (!row.identified) continue;
    execute(connection, update_identified, row.id, row.identified->manufacturer,
            row.identified->model, row.identified->serial_number);
  }
  record_failed(connection, now, decided);
  record_registered(connection, now, decided);
  list_by_serial_number(connection, customer, rows, decided);
  if (count_recent_serials(connection, std::ssize(rows)) > recent_rows_) serials_.wake();
  bound_blocks(connection, customer, rows, decided);
}

}  // namespace muster::storage::sqlite
