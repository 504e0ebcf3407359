// Deciding a chunk works on the directory's database and recording it on the registry's, so the two
// stages overlap and both cores are used. The recorder is at most one chunk behind; what it has not
// recorded when the process dies is decided again, with the same result.

#include "registry/registrar.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "registry/chunk.h"

namespace muster::registry {
namespace {

/// After so many failures in a row a chunk is given up: its rows fail as `unexpected_error`, which
/// their owner can retry, and the batch goes on.
constexpr int failures_until_given_up = 3;
/// So long at most after the database is back nothing is decided.
constexpr int most_pause_seconds = 5;

std::vector<Decided> all_unexpected(const std::vector<PendingRow>& rows) {
  std::vector<Decided> decided(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    decided[i].id = rows[i].id;
    decided[i].error = std::make_unique<RegistrationError>();
  }
  return decided;
}

}  // namespace

Registrar::Registrar(Batches& batches, Directory& directory, const identity::IdentityKeyer& keyer,
                     Signals& signals, RegistrarOptions options, RegistrarReports reports)
    : batches_(batches),
      directory_(directory),
      keyer_(keyer),
      signals_(signals),
      options_(std::move(options)),
      reports_(std::move(reports)) {}

Registrar::~Registrar() { stop(); }

void Registrar::start() {
  decider_ = std::thread([this] { decide_batches(); });
  recorder_ = std::thread([this] { record_outcomes(); });
}

void Registrar::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  signals_.stop();
  if (decider_.joinable()) decider_.join();
  if (recorder_.joinable()) recorder_.join();
}

bool Registrar::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Registrar::decide_batches() {
  int failures = 0;
  while (signals_.wait_for_work(options_.look_again)) {
    try {
      while (!is_stopping() && decide_next_chunk()) failures = 0;
    } catch (const std::exception& error) {
      if (reports_.chunk_failed) reports_.chunk_failed(Batch{}, error);
      signals_.work_arrived();
      if (!pause_after_failure(++failures)) break;
    }
  }
  const std::lock_guard lock(mutex_);
  decider_done_ = true;
  changed_.notify_all();
}

bool Registrar::decide_next_chunk() {
  const auto begun = std::chrono::steady_clock::now();
  auto chunk = batches_.take_chunk(last_);
  if (!chunk) return false;
  last_ = chunk->batch.id;
  auto decided = decide_rows(*chunk);
  hand_over({.chunk = std::move(*chunk), .decided = std::move(decided), .begun = begun});
  return true;
}

HashWorth Registrar::hash_worth_of(const Batch& batch) const {
  if (batch.origin.approved) return HashWorth::registration;
  return options_.hash_worth ? options_.hash_worth(batch.origin.customer) : HashWorth::nothing;
}

std::vector<Decided> Registrar::decide_rows(const Chunk& chunk) {
  int failures = 0;  ///< that do not pass by themselves
  for (int tries = 1;; ++tries) {
    try {
      const auto customer = chunk.batch.origin.customer;
      const auto with_hash = batches_.rows_with_hash(customer, chunk.first, chunk.last);
      RowHashes hashes;
      if (!with_hash.empty()) {
        hashes = {
            .has =
                [&](const PendingRow& row) {
                  return std::ranges::binary_search(with_hash, row.id);
                },
            .text = [&](const PendingRow& row) { return batches_.hardware_hash(customer, row.id); },
            .worth = hash_worth_of(chunk.batch)};
      }
      return decide_chunk(directory_, batches_, keyer_, customer, chunk.rows, hashes);
    } catch (const std::exception& error) {
      if (reports_.chunk_failed) reports_.chunk_failed(chunk.batch, error);
      if (!options_.passes || !options_.passes(error)) ++failures;
      if (failures == failures_until_given_up) return all_unexpected(chunk.rows);
      if (!pause_after_failure(tries)) throw;
    }
  }
}

void Registrar::hand_over(Decision decision) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !waiting_; });
  waiting_ = std::move(decision);
  changed_.notify_all();
}

void Registrar::record_outcomes() {
  bool given_up = false;
  for (;;) {
    Decision decision;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return waiting_ || decider_done_; });
      if (!waiting_) return;
      decision = std::move(*waiting_);
      waiting_.reset();
      changed_.notify_all();
    }
    // Once a chunk had to be left behind because it is time to stop, those after it are left as
    // well. All are decided again, by whoever takes them next.
    for (int failures = 0; !given_up && !record(decision);) {
      given_up = !pause_after_failure(++failures);
    }
  }
}

bool Registrar::record(const Decision& decision) {
  try {
    const auto taken = std::chrono::steady_clock::now() - decision.begun;
    const auto batch =
        batches_.record(decision.chunk, decision.decided,
                        std::chrono::duration_cast<std::chrono::milliseconds>(taken));
    if (!batch) return true;  // somebody else's by now, and so recorded by them
    if (reports_.chunk_decided) {
      reports_.chunk_decided(*batch, decision.decided,
                             std::chrono::duration_cast<std::chrono::microseconds>(taken));
    }
    if (is_over(batch->state) && reports_.batch_over) reports_.batch_over(*batch);
    signals_.moved(batch->id);
    signals_.changed(batch->origin.customer);
    return true;
  } catch (const std::exception& error) {
    if (reports_.chunk_failed) reports_.chunk_failed(decision.chunk.batch, error);
    return false;
  }
}

bool Registrar::pause_after_failure(int failures) {
  const auto pause = std::chrono::seconds{1} * std::min(failures, most_pause_seconds);
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, pause, [this] { return stopping_; });
}

}  // namespace muster::registry
