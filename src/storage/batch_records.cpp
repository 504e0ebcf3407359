#include "storage/batch_records.h"

#include <algorithm>
#include <map>

#include "registry/webhook_event.h"
#include "storage/batch_row.h"
#include "storage/batch_writer.h"
#include "storage/device_row.h"
#include "storage/device_tally.h"
#include "storage/outbox.h"

namespace muster::storage {
namespace {

using registry::Batch;
using registry::BatchId;
using registry::BatchOrigin;
using registry::BatchRefusal;
using registry::BatchState;
using registry::Decided;
using registry::ErrorCode;
using registry::OrganisationId;
using registry::PendingRow;
using registry::RegistrationId;
using registry::RowFilter;
using registry::RowResult;
using registry::StoredState;

}  // namespace

std::unique_ptr<registry::BatchWriter> BatchRecords::receive(const BatchOrigin& origin) {
  return std::make_unique<SqlBatchWriter>(database_, bulk_, clock_, process_, chunk_rows_, origin);
}

std::optional<Batch> BatchRecords::find(OrganisationId customer, BatchId id) {
  std::optional<Batch> found;
  database_.read([&](Connection& connection) {
    found = read_batch(connection, id);
    if (found && found->origin.customer != customer) found.reset();
  });
  return found;
}

constexpr std::string_view select_batches = R"(
  SELECT id FROM batches
   WHERE customer_id = $1 AND id < $2 AND state <> 1 AND ($4 IS NULL OR created_by = $4)
   ORDER BY id DESC
   LIMIT $3)";

std::vector<Batch> BatchRecords::list(OrganisationId customer,
                                      std::optional<OrganisationId> created_by, BatchId before,
                                      std::size_t limit) {
  const auto end = before ? before : BatchId{INT64_MAX};
  std::vector<Batch> found;
  database_.read([&](Connection& connection) {
    found = read_batches(connection,
                         query(connection, select_batches, customer, end, limit, created_by));
  });
  return found;
}

constexpr std::string_view select_made_by = R"(
  SELECT id FROM batches WHERE request_id = $1 AND state <> 1 ORDER BY id)";

std::vector<Batch> BatchRecords::made_by(const std::string& request_id) {
  std::vector<Batch> found;
  database_.read([&](Connection& connection) {
    found = read_batches(connection, query(connection, select_made_by, request_id));
  });
  return found;
}

#define MUSTER_RESULT_COLUMNS                                                                 \
  MUSTER_DEVICE_COLUMNS                                                                       \
  ", g.registration_id IS NOT NULL, g.manufacturer, g.model, g.serial_number, g.product_id, " \
  "CASE WHEN $4 = 1 THEN g.hardware_hash END, g.group_tag, g.assigned_user "                  \
  "FROM registrations r JOIN batches b ON b.id = r.id >> 23 "                                 \
  "LEFT JOIN check_ins c ON c.registration_id = r.id AND c.customer_id = r.customer_id "      \
  "LEFT JOIN registration_inputs g "                                                          \
  "ON g.registration_id = r.id AND g.customer_id = r.customer_id "

constexpr std::string_view select_all_rows = "SELECT " MUSTER_RESULT_COLUMNS R"(
   WHERE r.id > $1 AND r.id <= $2 AND +r.customer_id = $5
   ORDER BY r.id
   LIMIT $3)";

constexpr std::string_view select_waiting_rows = "SELECT " MUSTER_RESULT_COLUMNS R"(
   WHERE r.id > $1 AND r.id <= $2 AND r.state = 2 AND +r.customer_id = $5
   ORDER BY r.id
   LIMIT $3)";

// A stored state is one range of the index, so a page costs the same wherever its rows are.
constexpr std::string_view select_decided_rows = "SELECT " MUSTER_RESULT_COLUMNS R"(
   WHERE r.id > $1 AND r.id <= $2 AND r.customer_id = $5 AND r.state = $6 AND r.state <> 2
     AND CASE WHEN r.error IS NULL THEN 1 ELSE 0 END = $7
   ORDER BY r.id
   LIMIT $3)";

constexpr std::string_view select_decided_up_to = R"(
  SELECT decided_up_to FROM batches WHERE id = $1)";

namespace {

/// Every row up to this one has its outcome; of those behind it some may.
RegistrationId decided_up_to(Connection& connection, BatchId batch) {
  auto rows = query(connection, select_decided_up_to, batch);
  return rows.next() ? rows.id<RegistrationId>(0) : RegistrationId{};
}

RowResult result_from(const Rows& rows, bool given_up) {
  RowResult result{.device = device_from(rows), .input = {}, .cancelled = false};
  result.cancelled = given_up && result.device.state == StoredState::pending;
  constexpr int given = device_columns;
  if (rows.boolean(given)) {
    result.input = {.manufacturer = rows.maybe_text(given + 1),
                    .model = rows.maybe_text(given + 2),
                    .serial_number = rows.maybe_text(given + 3),
                    .product_id = rows.maybe_text(given + 4),
                    .hardware_hash = rows.maybe_text(given + 5),
                    .group_tag = rows.maybe_text(given + 6),
                    .assigned_user = rows.maybe_text(given + 7)};
  } else {
    result.input.manufacturer = result.device.manufacturer;
    result.input.model = result.device.model;
    result.input.serial_number = result.device.serial_number;
  }
  return result;
}

/// The stored states in which a row with this outcome may be by now.
std::vector<StoredState> states_after(RowFilter filter) {
  if (filter == RowFilter::failed) {
    return {StoredState::failed, StoredState::removing, StoredState::removed, StoredState::retried};
  }
  return {StoredState::registered, StoredState::enrolled, StoredState::removing,
          StoredState::removed};
}

}  // namespace

std::vector<RowResult> BatchRecords::rows(const Batch& batch, RowFilter filter,
                                          RegistrationId after, std::size_t limit,
                                          bool with_hardware_hash) {
  const bool given_up = batch.state == BatchState::cancelled;
  if (filter == (given_up ? RowFilter::pending : RowFilter::cancelled)) return {};
  const auto start = std::max(after, first_of(batch.id));
  const auto last = last_of(batch.id);
  std::vector<RowResult> results;
  const auto read = [&](Rows rows) {
    while (rows.next()) results.push_back(result_from(rows, given_up));
  };
  database_.read([&](Connection& connection) {
    connection.plan_as_written(Connection::Order::by_index);
    switch (filter) {
      case RowFilter::all:
        read(query(connection, select_all_rows, start, last, limit, with_hardware_hash,
                   batch.origin.customer));
        break;
      case RowFilter::pending:
      case RowFilter::cancelled: {
        const auto waiting = std::max(start, decided_up_to(connection, batch.id));
        read(query(connection, select_waiting_rows, waiting, last, limit, with_hardware_hash,
                   batch.origin.customer));
        break;
      }
      case RowFilter::registered:
      case RowFilter::failed:
        for (const auto state : states_after(filter)) {
          read(query(connection, select_decided_rows, start, last, limit, with_hardware_hash,
                     batch.origin.customer, state, filter == RowFilter::registered));
        }
        std::ranges::sort(results, {}, [](const RowResult& row) { return row.device.id; });
        break;
    }
  });
  if (results.size() > limit) results.resize(limit);
  return results;
}

constexpr std::string_view update_cancelling = R"(
  UPDATE batches SET state = 5
   WHERE id = $1 AND customer_id = $2 AND state IN (2, 3))";

std::expected<Batch, BatchRefusal> BatchRecords::cancel(OrganisationId customer, BatchId id) {
  std::expected<Batch, BatchRefusal> result = std::unexpected(BatchRefusal::not_found);
  database_.write([&](Connection& connection) {
    execute(connection, update_cancelling, id, customer);
    auto batch = read_batch(connection, id);
    if (!batch || batch->origin.customer != customer) return;
    if (registry::is_over(batch->state)) {
      result = std::unexpected(BatchRefusal::already_over);
    } else {
      result = std::move(*batch);
    }
  });
  return result;
}

constexpr std::string_view select_open = R"(
  SELECT id FROM batches WHERE state NOT IN (4, 6) AND state <> 1 ORDER BY id)";

std::vector<Batch> BatchRecords::open() {
  std::vector<Batch> found;
  database_.read([&](Connection& connection) {
    found = read_batches(connection, query(connection, select_open));
  });
  return found;
}

#define MUSTER_PENDING_COLUMNS                                                                   \
  "SELECT id, manufacturer, model, serial_number, first_row, product_id, by_product_id, error, " \
  "error_detail, error_column, error_value, first_row FROM registrations "

constexpr std::string_view select_pending = MUSTER_PENDING_COLUMNS R"(
   WHERE +customer_id = $1 AND id BETWEEN $2 AND $3 AND state = 2
   ORDER BY id)";

namespace {

PendingRow pending_from(const Rows& rows) {
  PendingRow row;
  row.id = rows.id<RegistrationId>(0);
  row.manufacturer = rows.text(1);
  row.model = rows.text(2);
  row.serial_number = rows.text(3);
  row.first_row = static_cast<std::uint32_t>(rows.integer(4));
  if (!rows.is_null(5) || !rows.is_null(7)) {
    row.details = std::make_unique<registry::RowDetails>();
    row.details->product_id = rows.text(5);
    row.details->by_product_id = rows.boolean(6);
    row.details->error = error_from(rows, 7);
  }
  return row;
}

}  // namespace

constexpr std::string_view select_free_chunk = R"(
  SELECT c.batch_id, c.first_id, c.last_id
    FROM batch_chunks c
   WHERE c.batch_id > $1 AND c.process_id <> $3 AND )" MUSTER_NOBODYS("c.process_id", "$2") R"(
   ORDER BY c.batch_id, c.first_id
   LIMIT 1
   /*pg FOR UPDATE OF c SKIP LOCKED*/)";

constexpr std::string_view update_taken = R"(
  UPDATE batch_chunks SET process_id = $3 WHERE batch_id = $1 AND first_id = $2)";

constexpr std::string_view select_own = R"(
  SELECT batch_id, first_id FROM batch_chunks WHERE process_id = $1)";

void BatchRecords::free_untracked(Connection& connection) {
  std::vector<std::pair<BatchId, RegistrationId>> untracked;
  auto rows = query(connection, select_own, process_.load());
  const std::lock_guard lock(mutex_);
  while (rows.next()) {
    const auto first = rows.id<RegistrationId>(1);
    if (!in_hand_.contains(first)) untracked.emplace_back(rows.id<BatchId>(0), first);
  }
  for (const auto& [batch, first] : untracked) {
    execute(connection, update_taken, batch, first, std::int64_t{0});
  }
}

std::optional<registry::Chunk> BatchRecords::take_chunk(BatchId after) {
  bool lost_track = false;
  {
    // Until it is known that this one succeeded.
    const std::lock_guard lock(mutex_);
    lost_track = std::exchange(lost_track_, true);
  }
  std::optional<registry::Chunk> taken;
  // A process is alive to itself, even where an outage outlasted its lease; 0 has not begun.
  const auto own = process_ == 0 ? -1 : process_.load();
  database_.write(
      [&](Connection& connection) {
        taken.reset();
        if (lost_track) free_untracked(connection);
        // From the start again once the last batch has had its turn.
        for (const auto start : {after, BatchId{0}}) {
          auto rows = query(connection, select_free_chunk, start, lease_clock(), own);
          if (!rows.next()) continue;
          taken.emplace();
          taken->batch.id = rows.id<BatchId>(0);
          taken->first = rows.id<RegistrationId>(1);
          taken->last = rows.id<RegistrationId>(2);
          break;
        }
        if (!taken) return;
        execute(connection, update_taken, taken->batch.id, taken->first, process_.load());
        taken->batch = read_batch(connection, taken->batch.id).value();
      },
      Database::Durability::later);
  if (taken && taken->batch.state != BatchState::cancelling) {
    database_.read([&](Connection& connection) {
      auto rows = query(connection, select_pending, taken->batch.origin.customer, taken->first,
                        taken->last);
      while (rows.next()) taken->rows.push_back(pending_from(rows));
    });
  }
  const std::lock_guard lock(mutex_);
  lost_track_ = false;
  if (taken) in_hand_.insert(taken->first);
  return taken;
}

constexpr std::string_view select_with_hash = R"(
  SELECT registration_id
    FROM registration_inputs
   WHERE customer_id = $1 AND registration_id BETWEEN $2 AND $3
     AND hardware_hash IS NOT NULL AND hardware_hash <> ''
   ORDER BY registration_id)";

std::vector<RegistrationId> BatchRecords::rows_with_hash(OrganisationId customer,
                                                         RegistrationId first,
                                                         RegistrationId last) {
  std::vector<RegistrationId> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_with_hash, customer, first, last);
    while (rows.next()) found.push_back(rows.id<RegistrationId>(0));
  });
  return found;
}

constexpr std::string_view select_hash = R"(
  SELECT hardware_hash FROM registration_inputs
   WHERE customer_id = $1 AND registration_id = $2 AND hardware_hash IS NOT NULL)";

std::string BatchRecords::hardware_hash(OrganisationId customer, RegistrationId id) {
  std::string found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_hash, customer, id);
    if (rows.next()) found = rows.text(0);
  });
  return found;
}

constexpr std::string_view select_row =
    MUSTER_PENDING_COLUMNS "WHERE +customer_id = $1 AND id = $2";

std::optional<PendingRow> BatchRecords::row(OrganisationId customer, RegistrationId id) {
  std::optional<PendingRow> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_row, customer, id);
    if (rows.next()) found = pending_from(rows);
  });
  return found;
}

// What a batch that is being cancelled (5) gives up stays behind what is decided.
constexpr std::string_view update_progress = R"(
  UPDATE batches
     SET registered = registered + $2, failed = failed + $3,
         decided_up_to = CASE WHEN state = 5 THEN decided_up_to
                              ELSE coalesce((SELECT min(c.first_id) - 1 FROM batch_chunks c
                                              WHERE c.batch_id = $1), $4) END,
         started_at = coalesce(started_at, $5),
         state = CASE WHEN state = 2 THEN 3 ELSE state END
   WHERE id = $1)";

constexpr std::string_view insert_decision = R"(
  INSERT INTO batch_decisions (batch_id, last_registration, first_registration, decided_at)
  VALUES ($1, $2, $3, $4))";

constexpr std::string_view upsert_error = R"(
  INSERT INTO batch_errors (batch_id, error, row_count) VALUES ($1, $2, $3)
  ON CONFLICT (batch_id, error) DO UPDATE
     SET row_count = batch_errors.row_count + excluded.row_count)";

constexpr std::string_view update_over = R"(
  UPDATE batches
     SET cancelled = $2, state = CASE WHEN $2 > 0 THEN 6 ELSE 4 END, finished_at = $3,
         started_at = coalesce(started_at, $3)
   WHERE id = $1)";

// The uploader is told as long as it may see the batch.
constexpr std::string_view select_delegated = R"(
  SELECT 1 FROM relationships
   WHERE partner_id = $1 AND customer_id = $2 AND state = 2 AND delegated_administration = 1)";

namespace {

void tell_that_over(Connection& connection, const Batch& batch, registry::Time now) {
  const auto body = registry::batch_finished_body(batch, now);
  constexpr auto event = registry::webhook_event::batch_finished;
  const auto& origin = batch.origin;
  write_to_outbox(connection, origin.customer, event, body, now);
  if (origin.created_by != origin.customer &&
      query(connection, select_delegated, origin.created_by, origin.customer).next()) {
    write_to_outbox(connection, origin.created_by, event, body, now);
  }
}

}  // namespace

constexpr std::string_view delete_chunk = R"(
  DELETE FROM batch_chunks WHERE batch_id = $1 AND first_id = $2 AND process_id = $3)";

constexpr std::string_view delete_given_up = R"(
  DELETE FROM batch_chunks
   WHERE batch_id = $1 AND )" MUSTER_NOBODYS("process_id", "$2");

constexpr std::string_view select_chunk_left = R"(
  SELECT 1 FROM batch_chunks WHERE batch_id = $1 LIMIT 1)";

std::optional<Batch> BatchRecords::record(const registry::Chunk& chunk,
                                          std::span<const Decided> decided,
                                          std::chrono::milliseconds taken) {
  std::map<ErrorCode, std::int64_t> errors;
  for (const auto& row : decided) {
    if (row.error) ++errors[row.error->code];
  }
  std::int64_t failed = 0;
  for (const auto& [code, count] : errors) failed += count;
  const auto registered = static_cast<std::int64_t>(decided.size()) - failed;
  const auto batch = chunk.batch.id;
  const auto customer = chunk.batch.origin.customer;

  std::optional<Batch> now_is;
  database_.write([&](Connection& connection) {
    const auto now = clock_.now();
    if (execute(connection, delete_chunk, batch, chunk.first, process_.load()) == 0) return;
    if (!decided.empty()) {
      bulk_.record(connection, customer, now, chunk.rows, decided);
      execute(connection, insert_decision, batch, decided.back().id, decided.front().id, now);
    }
    // From here on the batch's other workers wait, so that exactly one of them finds that its chunk
    // was the last.
    execute(connection, update_progress, batch, registered, failed, chunk.last, now - taken);
    for (const auto& [code, count] : errors) execute(connection, upsert_error, batch, code, count);
    now_is = read_batch(connection, batch).value();
    if (now_is->state == BatchState::cancelling) {
      execute(connection, delete_given_up, batch, lease_clock());
    }
    std::int64_t given_up = 0;
    if (!query(connection, select_chunk_left, batch).next()) {
      given_up = now_is->counts.pending;
      execute(connection, update_over, batch, given_up, now);
      now_is = read_batch(connection, batch).value();
      tell_that_over(connection, *now_is, now);
    }
    count_devices(connection, customer, now_is->origin.created_by, now,
                  {.registered = registered, .failed = failed, .cancelled = given_up});
  });
  const std::lock_guard lock(mutex_);
  in_hand_.erase(chunk.first);
  return now_is;
}

constexpr std::string_view select_receiving = R"(
  SELECT id, customer_id FROM batches
   WHERE state = 1 AND state NOT IN (4, 6) AND )" MUSTER_NOBODYS("process_id", "$1");

void BatchRecords::forget_unaccepted() {
  std::vector<std::pair<BatchId, OrganisationId>> cut_off;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_receiving, lease_clock());
    while (rows.next()) cut_off.emplace_back(rows.id<BatchId>(0), rows.id<OrganisationId>(1));
  });
  for (const auto& [id, customer] : cut_off) forget_upload(database_, customer, id);
}

constexpr std::string_view select_queue = R"(
  SELECT count(*), coalesce(sum(row_count - registered - failed), 0), min(accepted_at)
    FROM batches
   WHERE state NOT IN (4, 6) AND state <> 1)";

registry::Batches::Queue BatchRecords::queue() {
  Queue found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_queue);
    rows.next();
    found = {.batches = rows.integer(0),
             .rows = rows.integer(1),
             .oldest_accepted_at = rows.maybe_time(2)};
  });
  return found;
}

}  // namespace muster::storage
