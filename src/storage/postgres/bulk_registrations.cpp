// A chunk is joined with rows that were loaded just now, of which the planner knows nothing yet.
// Both sides are as large as the chunk, so they are hashed; comparing each with each would take
// minutes.

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "storage/postgres/bulk.h"
#include "storage/postgres/connection.h"
#include "storage/postgres/copy_rows.h"

namespace muster::storage::postgres {
namespace {

using registry::Decided;
using registry::OrganisationId;
using registry::PendingRow;
using registry::Time;

constexpr const char* copy_registrations = R"(
  COPY registrations
    (customer_id, id, state, changed_at, first_row, manufacturer, model, serial_number, product_id,
     group_tag, assigned_user, by_product_id, error, error_detail, error_column, error_value)
  FROM STDIN (FORMAT binary))";

void add_pending(CopyRows& copy, OrganisationId customer, Time now, const PendingRow& row) {
  constexpr std::int32_t pending = 2;
  copy.begin(16);
  copy.int8(customer.value);
  copy.int8(row.id.value);
  copy.int4(pending);
  copy.int8(to_sql(now));
  row.first_row == 0 ? copy.null() : copy.int4(static_cast<std::int32_t>(row.first_row));
  copy.text(row.manufacturer);
  copy.text(row.model);
  copy.text(row.serial_number);
  if (!row.details) {
    for (int column = 0; column < 8; ++column) copy.null();
    return;
  }
  const auto& details = *row.details;
  copy.text_or_null(details.product_id);
  copy.text_or_null(details.group_tag);
  copy.text_or_null(details.assigned_user);
  details.by_product_id ? copy.int4(1) : copy.null();
  const auto error = details.error.value_or(registry::RegistrationError{});
  details.error ? copy.int4(static_cast<std::int32_t>(error.code)) : copy.null();
  copy.text_or_null(error.detail);
  copy.text_or_null(error.column);
  copy.text_or_null(error.value);
}

constexpr const char* copy_registration_inputs = R"(
  COPY registration_inputs
    (customer_id, registration_id, manufacturer, model, serial_number, product_id, hardware_hash,
     group_tag, assigned_user)
  FROM STDIN (FORMAT binary))";

void add_input(CopyRows& copy, OrganisationId customer, const PendingRow& row) {
  const auto& input = *row.details->input;
  copy.begin(9);
  copy.int8(customer.value);
  copy.int8(row.id.value);
  for (const auto* cell :
       {&input.manufacturer, &input.model, &input.serial_number, &input.product_id,
        &input.hardware_hash, &input.group_tag, &input.assigned_user}) {
    copy.maybe_text(*cell);
  }
}

constexpr const char* update_identified = R"(
  UPDATE registrations r
     SET manufacturer = i.manufacturer, model = i.model, serial_number = i.serial_number
    FROM unnest($2, $3, $4, $5) AS i (id, manufacturer, model, serial_number)
   WHERE r.customer_id = $1 AND r.id = i.id AND r.id BETWEEN $6 AND $7)";

void record_identified(PgConnection& connection, OrganisationId customer,
                       std::span<const Decided> decided) {
  const auto count = static_cast<std::size_t>(
      std::ranges::count_if(decided, [](const Decided& row) { return row.identified != nullptr; }));
  if (count == 0) return;
  ArrayValue ids(oid_int8, count);
  ArrayValue manufacturers(oid_text, count);
  ArrayValue models(oid_text, count);
  ArrayValue serial_numbers(oid_text, count);
  for (const auto& row : decided) {
    if (!row.identified) continue;
    ids.int8(row.id.value);
    manufacturers.text(row.identified->manufacturer);
    models.text(row.identified->model);
    serial_numbers.text(row.identified->serial_number);
  }
  const std::array types = {oid_int8,       oid_int8_array, oid_text_array, oid_text_array,
                            oid_text_array, oid_int8,       oid_int8};
  const auto of_customer = eight_bytes(customer.value);
  const auto first = eight_bytes(decided.front().id.value);
  const auto last = eight_bytes(decided.back().id.value);
  const std::array<std::string_view, 7> values = {
      of_customer, ids.bytes(), manufacturers.bytes(), models.bytes(), serial_numbers.bytes(),
      first,       last};
  connection.execute(update_identified, types, values, false);
}

// An empty text, or 0, stands for none: arrays without nulls are smaller and simpler.
constexpr const char* update_failed = R"(
  UPDATE registrations r
     SET state = 3, changed_at = $2, error = f.error, error_detail = nullif(f.detail, ''),
         error_column = nullif(f.error_column, ''), error_value = nullif(f.error_value, ''),
         first_row = nullif(f.first_row, 0)
    FROM unnest($3, $4, $5, $6, $7, $8)
         AS f (id, error, detail, error_column, error_value, first_row)
   WHERE r.customer_id = $1 AND r.id = f.id AND r.state = 2 AND r.id BETWEEN $9 AND $10)";

void record_failed(PgConnection& connection, OrganisationId customer, Time now,
                   std::span<const Decided> decided) {
  const auto count = static_cast<std::size_t>(
      std::ranges::count_if(decided, [](const Decided& row) { return row.error != nullptr; }));
  if (count == 0) return;
  ArrayValue ids(oid_int8, count);
  ArrayValue errors(oid_int8, count);
  ArrayValue details(oid_text, count);
  ArrayValue columns(oid_text, count);
  ArrayValue given(oid_text, count);
  ArrayValue first_rows(oid_int8, count);
  for (const auto& row : decided) {
    if (!row.error) continue;
    ids.int8(row.id.value);
    errors.int8(static_cast<std::int64_t>(row.error->code));
    details.text(row.error->detail);
    columns.text(row.error->column);
    given.text(row.error->value);
    first_rows.int8(row.error->first_row.value_or(0));
  }
  const std::array types = {oid_int8,       oid_int8,       oid_int8_array, oid_int8_array,
                            oid_text_array, oid_text_array, oid_text_array, oid_int8_array,
                            oid_int8,       oid_int8};
  const auto of_customer = eight_bytes(customer.value);
  const auto at = eight_bytes(to_sql(now));
  const auto first = eight_bytes(decided.front().id.value);
  const auto last = eight_bytes(decided.back().id.value);
  const std::array<std::string_view, 10> values = {of_customer,     at,
                                                   ids.bytes(),     errors.bytes(),
                                                   details.bytes(), columns.bytes(),
                                                   given.bytes(),   first_rows.bytes(),
                                                   first,           last};
  connection.execute(update_failed, types, values, false);
}

// The rows of a chunk are all that wait between its first and its last; those that failed wait no
// longer.
constexpr std::string_view update_registered = R"(
  UPDATE registrations SET state = 4, changed_at = $4
   WHERE customer_id = $1 AND id BETWEEN $2 AND $3 AND state = 2)";

const std::string& serial_of(const PendingRow& row, const Decided& decided) {
  return decided.identified ? decided.identified->serial_number : row.serial_number;
}

// In the order of the blocks: two workers of one customer never wait for each other crosswise.
constexpr const char* upsert_blocks = R"(
  INSERT INTO device_blocks (customer_id, block, least_serial, greatest_serial)
  SELECT $1, b.block, b.least_serial, b.greatest_serial
    FROM unnest($2, $3, $4) AS b (block, least_serial, greatest_serial)
   ORDER BY b.block
  ON CONFLICT (customer_id, block) DO UPDATE
     SET least_serial = least(device_blocks.least_serial, excluded.least_serial),
         greatest_serial = greatest(device_blocks.greatest_serial, excluded.greatest_serial))";

struct BlockBounds {
  std::int64_t block;
  const std::string* least;
  const std::string* greatest;
};

void bound_blocks(PgConnection& connection, OrganisationId customer,
                  std::span<const PendingRow> rows, std::span<const Decided> decided) {
  std::vector<BlockBounds> bounds;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto block = decided[i].id.value >> 12;
    const auto& serial = serial_of(rows[i], decided[i]);
    if (bounds.empty() || bounds.back().block != block) bounds.push_back({block, &serial, &serial});
    auto& last = bounds.back();
    if (serial < *last.least) last.least = &serial;
    if (serial > *last.greatest) last.greatest = &serial;
  }
  ArrayValue blocks(oid_int8, bounds.size());
  ArrayValue least(oid_text, bounds.size());
  ArrayValue greatest(oid_text, bounds.size());
  for (const auto& one : bounds) {
    blocks.int8(one.block);
    least.text(*one.least);
    greatest.text(*one.greatest);
  }
  const std::array types = {oid_int8, oid_int8_array, oid_text_array, oid_text_array};
  const auto of_customer = eight_bytes(customer.value);
  const std::array<std::string_view, 4> values = {of_customer, blocks.bytes(), least.bytes(),
                                                  greatest.bytes()};
  connection.execute(upsert_blocks, types, values, false);
}

}  // namespace

void PgBulk::insert_pending(Connection& connection, OrganisationId customer, Time now,
                            std::span<const PendingRow> rows) {
  constexpr std::size_t bytes_of_most = 160;  // numbers, and a maker, model and serial number
  CopyRows registrations(rows.size() * bytes_of_most);
  CopyRows inputs;
  bool has_inputs = false;
  for (const auto& row : rows) {
    add_pending(registrations, customer, now, row);
    if (row.details && row.details->input) {
      add_input(inputs, customer, row);
      has_inputs = true;
    }
  }
  pg(connection).copy_in(copy_registrations, registrations.finish());
  if (has_inputs) pg(connection).copy_in(copy_registration_inputs, inputs.finish());
}

void PgBulk::record(Connection& connection, OrganisationId customer, Time now,
                    std::span<const PendingRow> rows, std::span<const Decided> decided) {
  pg(connection).run("SET LOCAL enable_nestloop = off");
  record_identified(pg(connection), customer, decided);
  record_failed(pg(connection), customer, now, decided);
  pg(connection).run("SET LOCAL enable_nestloop = on");
  storage::execute(connection, update_registered, customer, decided.front().id, decided.back().id,
                   now);
  bound_blocks(pg(connection), customer, rows, decided);
}

}  // namespace muster::storage::postgres
