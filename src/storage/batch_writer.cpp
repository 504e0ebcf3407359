#include "storage/batch_writer.h"

#include <spdlog/spdlog.h>

#include <exception>

#include "storage/batch_row.h"
#include "storage/idempotency_records.h"

namespace muster::storage {

using registry::BatchId;
using registry::RegistrationId;

SqlBatchWriter::SqlBatchWriter(Database& database, Bulk& bulk, const registry::Clock& clock,
                               const ProcessId& process, std::size_t chunk_rows,
                               const registry::BatchOrigin& origin)
    : database_(database),
      bulk_(bulk),
      clock_(clock),
      process_(process),
      chunk_rows_(chunk_rows),
      customer_(origin.customer) {
  database_.write(
      [&](Connection& connection) {
        id_ = insert_receiving(connection, origin, process_, clock_.now());
      },
      Database::Durability::later);
}

SqlBatchWriter::~SqlBatchWriter() {
  if (accepted_) return;
  try {
    forget_upload(database_, customer_, id_);
  } catch (const std::exception& error) {
    // Nobody sees these rows, and the next start forgets them.
    spdlog::warn("an upload could not be forgotten yet: {}", error.what());
  }
}

void SqlBatchWriter::add(std::span<const registry::PendingRow> rows) {
  database_.write(
      [&](Connection& connection) {
        bulk_.insert_pending(connection, customer_, clock_.now(), rows);
      },
      Database::Durability::later);
  rows_ += static_cast<std::int64_t>(rows.size());
  for (const auto& row : rows) {
    if (chunks_.empty() || rows_in_chunk_ == chunk_rows_) {
      chunks_.push_back({.first = row.id, .last = row.id});
      rows_in_chunk_ = 0;
    }
    chunks_.back().last = row.id;
    ++rows_in_chunk_;
  }
}

registry::Batch SqlBatchWriter::accept(const registry::BatchFile& file,
                                       const std::optional<registry::KeepRequest>& keep) {
  registry::Batch batch;
  database_.write([&](Connection& connection) {
    batch = accept_batch(connection, id_, process_, file, rows_, chunks_, clock_.now());
    if (keep) {
      IdempotencyRecords::keep_in(connection, keep->organisation, keep->key, keep->fingerprint,
                                  keep->answer(batch), process_);
    }
  });
  accepted_ = true;
  return batch;
}

constexpr std::string_view delete_rows = R"(
  DELETE FROM registrations WHERE +customer_id = $4 AND id IN (
    SELECT id FROM registrations
     WHERE +customer_id = $4 AND id BETWEEN $1 AND $2 ORDER BY id LIMIT $3))";

constexpr std::string_view delete_inputs = R"(
  DELETE FROM registration_inputs WHERE customer_id = $4 AND registration_id IN (
    SELECT registration_id FROM registration_inputs
     WHERE customer_id = $4 AND registration_id BETWEEN $1 AND $2
     ORDER BY registration_id LIMIT $3))";

constexpr std::string_view delete_batch = R"(
  DELETE FROM batches WHERE id = $1 AND state = 1)";

// Whoever still receives it is not to accept it any more.
constexpr std::string_view take_over = R"(
  UPDATE batches SET process_id = -1 WHERE id = $1 AND state = 1)";

void forget_upload(Database& database, registry::OrganisationId customer, BatchId id) {
  bool is_ours = false;
  database.write([&](Connection& connection) { is_ours = execute(connection, take_over, id) > 0; });
  if (!is_ours) return;  // it was accepted just now, or is forgotten already
  constexpr std::int64_t at_once = 20'000;
  const auto first = registry::registration_of(id, 0);
  const auto last = registry::registration_of(id, registry::max_row);
  for (std::int64_t deleted = 1; deleted > 0;) {
    database.write(
        [&](Connection& connection) {
          deleted = execute(connection, delete_inputs, first, last, at_once, customer);
          deleted += execute(connection, delete_rows, first, last, at_once, customer);
        },
        Database::Durability::later);
  }
  database.write([&](Connection& connection) { execute(connection, delete_batch, id); });
}

}  // namespace muster::storage
