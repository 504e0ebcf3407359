// Rows that are tried again, or approved: each is copied into a new batch, which speaks for it from
// then on. The row keeps its number, so that one leads to the other.

#include "storage/batch_records.h"
#include "storage/batch_row.h"
#include "storage/device_tally.h"

namespace muster::storage {
namespace {

using registry::Batch;
using registry::BatchId;
using registry::BatchOrigin;
using registry::BatchRefusal;
using registry::RegistrationId;

}  // namespace

constexpr std::string_view select_nothing_failed = R"(
  SELECT NOT EXISTS (SELECT 1 FROM registrations
                      WHERE customer_id = $1 AND state = 3 AND state <> 2 AND id BETWEEN $2 AND $3))";

// A row whose own text is wrong (20..26 but for a duplicate, and 3: its hardware hash) stays wrong.
// A hash that is only not the published one is shown without a value, and is compared again.
constexpr std::string_view copy_failed = R"(
  INSERT INTO registrations
    (id, customer_id, state, changed_at, manufacturer, model, serial_number, product_id, group_tag,
     assigned_user, by_product_id, error, error_detail, error_column, error_value)
  SELECT ($3 << 23) | (id & 8388607), customer_id, 2, $4, manufacturer, model, serial_number,
         product_id, group_tag, assigned_user, by_product_id,
         CASE WHEN error IN (20, 21, 22, 23, 24, 26) OR (error = 3 AND error_value <> '') THEN error END,
         CASE WHEN error IN (20, 21, 22, 23, 24, 26) OR (error = 3 AND error_value <> '') THEN error_detail END,
         CASE WHEN error IN (20, 21, 22, 23, 24, 26) OR (error = 3 AND error_value <> '') THEN error_column END,
         CASE WHEN error IN (20, 21, 22, 23, 24, 26) OR (error = 3 AND error_value <> '') THEN error_value END
    FROM registrations
   WHERE +customer_id = $5 AND id BETWEEN $1 AND $2 AND state = 3)";

constexpr std::string_view copy_inputs = R"(
  INSERT INTO registration_inputs
    (registration_id, customer_id, manufacturer, model, serial_number, product_id, hardware_hash,
     group_tag, assigned_user)
  SELECT ($3 << 23) | (g.registration_id & 8388607), g.customer_id, g.manufacturer, g.model,
         g.serial_number, g.product_id, g.hardware_hash, g.group_tag, g.assigned_user
    FROM registration_inputs g
    JOIN registrations r ON r.id = g.registration_id AND r.customer_id = g.customer_id
   WHERE g.customer_id = $4 AND g.registration_id BETWEEN $1 AND $2 AND r.state = 3)";

constexpr std::string_view delete_retried_serials = R"(
  DELETE FROM device_serials
   WHERE customer_id = $1 AND state = 3 AND registration_id BETWEEN $2 AND $3
     AND serial_number IN (SELECT serial_number FROM registrations
                            WHERE customer_id = $1 AND state = 3 AND state <> 2
                              AND id BETWEEN $2 AND $3))";

constexpr std::string_view update_retried = R"(
  UPDATE registrations SET state = 8, changed_at = $3
   WHERE +customer_id = $4 AND id BETWEEN $1 AND $2 AND state = 3)";

// The last row of the next chunk, of those that were copied.
constexpr std::string_view select_chunk_end = R"(
  SELECT id FROM registrations
   WHERE +customer_id = $1 AND id BETWEEN $2 AND $3
   ORDER BY id
   LIMIT 1 OFFSET $4)";

namespace {

std::vector<ChunkRange> chunks_of(Connection& connection, registry::OrganisationId customer,
                                  BatchId batch, std::size_t chunk_rows) {
  const auto last = last_of(batch);
  std::vector<ChunkRange> chunks;
  for (auto first = first_of(batch);;) {
    auto rows = query(connection, select_chunk_end, customer, first, last, chunk_rows - 1);
    if (!rows.next()) {
      chunks.push_back({.first = first, .last = last});
      return chunks;
    }
    const auto end = rows.id<RegistrationId>(0);
    chunks.push_back({.first = first, .last = end});
    first = RegistrationId{end.value + 1};
  }
}

}  // namespace

std::expected<Batch, BatchRefusal> BatchRecords::retry(const BatchOrigin& origin, BatchId failed) {
  std::expected<Batch, BatchRefusal> result = std::unexpected(BatchRefusal::not_found);
  database_.write([&](Connection& connection) {
    const auto old = read_batch(connection, failed);
    if (!old || old->origin.customer != origin.customer) return;
    const auto first = first_of(failed);
    const auto last = last_of(failed);
    auto nothing = query(connection, select_nothing_failed, origin.customer, first, last);
    if (nothing.next() && nothing.boolean(0)) {
      result = std::unexpected(BatchRefusal::nothing_failed);
      return;
    }
    const auto now = clock_.now();
    const auto id = insert_receiving(connection, origin, process_, now);
    const auto rows = execute(connection, copy_failed, first, last, id, now, origin.customer);
    execute(connection, copy_inputs, first, last, id, origin.customer);
    execute(connection, delete_retried_serials, origin.customer, first, last);
    execute(connection, update_retried, first, last, now, origin.customer);
    count_devices(connection, origin.customer, old->origin.created_by, now, {.retried = rows});
    auto file = old->file;
    file.warnings = "[]";
    result = accept_batch(connection, id, process_, file, rows,
                          chunks_of(connection, origin.customer, id, chunk_rows_), now);
  });
  return result;
}

// 7: approval_needed. Whoever moves the row on first is the one who copies it.
constexpr std::string_view update_approved = R"(
  UPDATE registrations SET state = 8, changed_at = $3
   WHERE id = $2 AND customer_id = $1 AND state = 3 AND error = 7
  RETURNING serial_number)";

constexpr std::string_view copy_approved = R"(
  INSERT INTO registrations
    (id, customer_id, state, changed_at, manufacturer, model, serial_number, product_id, group_tag,
     assigned_user, by_product_id)
  SELECT $2, customer_id, 2, $3, manufacturer, model, serial_number, product_id, group_tag,
         assigned_user, by_product_id
    FROM registrations
   WHERE +customer_id = $4 AND id = $1)";

constexpr std::string_view copy_approved_input = R"(
  INSERT INTO registration_inputs
    (registration_id, customer_id, manufacturer, model, serial_number, product_id, hardware_hash,
     group_tag, assigned_user)
  SELECT $2, customer_id, manufacturer, model, serial_number, product_id, hardware_hash, group_tag,
         assigned_user
    FROM registration_inputs
   WHERE customer_id = $3 AND registration_id = $1)";

constexpr std::string_view delete_approved_serial = R"(
  DELETE FROM device_serials
   WHERE customer_id = $1 AND state = 3 AND serial_number = $2 AND registration_id = $3)";

std::expected<Batch, BatchRefusal> BatchRecords::approve(const BatchOrigin& origin,
                                                         std::span<const RegistrationId> rows) {
  std::expected<Batch, BatchRefusal> result = std::unexpected(BatchRefusal::not_found);
  database_.write([&](Connection& connection) {
    const auto old = read_batch(connection, origin.retry_of.value());
    if (!old || old->origin.customer != origin.customer) return;
    const auto now = clock_.now();
    std::vector<std::pair<RegistrationId, std::string>> approved;
    for (const auto row : rows) {
      auto moved = query(connection, update_approved, origin.customer, row, now);
      if (moved.next()) approved.emplace_back(row, moved.text(0));
    }
    if (approved.empty()) {
      result = std::unexpected(BatchRefusal::nothing_failed);
      return;
    }
    const auto id = insert_receiving(connection, origin, process_, now);
    for (const auto& [row, serial_number] : approved) {
      const auto copy = registry::registration_of(id, registry::row_of(row));
      execute(connection, copy_approved, row, copy, now, origin.customer);
      execute(connection, copy_approved_input, row, copy, origin.customer);
      execute(connection, delete_approved_serial, origin.customer, serial_number, row);
    }
    const auto count = static_cast<std::int64_t>(approved.size());
    count_devices(connection, origin.customer, old->origin.created_by, now, {.retried = count});
    auto file = old->file;
    file.warnings = "[]";
    result = accept_batch(connection, id, process_, file, count,
                          chunks_of(connection, origin.customer, id, chunk_rows_), now);
  });
  return result;
}

}  // namespace muster::storage
