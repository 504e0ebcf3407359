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
      options_(options),
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

void Registrar::decide_batches() {
  std::map<BatchId, Position> positions;
  int failures = 0;
  while (signals_.wait_for_work()) {
    try {
      for (auto open = batches_.open(); !open.empty(); open = batches_.open()) {
        take_turns(positions, open);
        const std::lock_guard lock(mutex_);
        if (stopping_) break;
      }
      failures = 0;
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

void Registrar::take_turns(std::map<BatchId, Position>& positions, const std::vector<Batch>& open) {
  std::erase_if(positions, [&](const auto& known) {
    return std::ranges::none_of(open, [&](const Batch& b) { return b.id == known.first; });
  });
  for (const auto& batch : open) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    if (!positions.contains(batch.id)) {
      positions.emplace(batch.id, Position{.after = batches_.decided_up_to(batch.id)});
    }
    decide_next_chunk(batch, positions.at(batch.id));
  }
}

void Registrar::decide_next_chunk(const Batch& batch, Position& position) {
  const auto begun = std::chrono::steady_clock::now();
  std::vector<PendingRow> rows;
  if (batch.state != BatchState::cancelling) {
    rows = batches_.pending_rows(batch.id, position.after, options_.chunk_rows);
  }
  const bool last = rows.size() < options_.chunk_rows;
  auto decided = decide_rows(batch, position, rows);
  if (!rows.empty()) position.after = rows.back().id;
  hand_over({.batch = batch.id,
             .rows = std::move(rows),
             .decided = std::move(decided),
             .last = last,
             .begun = begun});
  // The batch is open until its last chunk is recorded; do not find it open, and decide it, again.
  if (last) wait_until_recorded();
}

HashWorth Registrar::hash_worth_of(const Batch& batch) const {
  if (batch.origin.approved) return HashWorth::registration;
  return options_.hash_worth ? options_.hash_worth(batch.origin.customer) : HashWorth::nothing;
}

std::vector<Decided> Registrar::decide_rows(const Batch& batch, Position& position,
                                            const std::vector<PendingRow>& rows) {
  for (;;) {
    try {
      const auto customer = batch.origin.customer;
      std::vector<RegistrationId> with_hash;
      if (!rows.empty()) with_hash = batches_.rows_with_hash(position.after, rows.back().id);
      RowHashes hashes;
      if (!with_hash.empty()) {
        hashes = {.has =
                      [&](const PendingRow& row) {
                        return std::ranges::binary_search(with_hash, row.id);
                      },
                  .text = [&](const PendingRow& row) { return batches_.hardware_hash(row.id); },
                  .worth = hash_worth_of(batch)};
      }
      auto decided = decide_chunk(directory_, batches_, keyer_, customer, rows, hashes);
      position.failures = 0;
      return decided;
    } catch (const std::exception& error) {
      if (reports_.chunk_failed) reports_.chunk_failed(batch, error);
      ++position.failures;
      if (position.failures == failures_until_given_up) {
        position.failures = 0;
        return all_unexpected(rows);
      }
      if (!pause_after_failure(position.failures)) throw;
    }
  }
}

void Registrar::hand_over(Decision decision) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !waiting_; });
  waiting_ = std::move(decision);
  changed_.notify_all();
}

void Registrar::wait_until_recorded() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !waiting_ && !recording_; });
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
      recording_ = true;
      changed_.notify_all();
    }
    // Outcomes are recorded in the order of the rows: once one chunk had to be left behind because
    // it is time to stop, those after it are left as well. All are decided again at the next start.
    for (int failures = 0; !given_up && !record(decision);) {
      given_up = !pause_after_failure(++failures);
    }
    const std::lock_guard lock(mutex_);
    recording_ = false;
    changed_.notify_all();
  }
}

bool Registrar::record(const Decision& decision) {
  try {
    const auto taken = std::chrono::steady_clock::now() - decision.begun;
    const auto batch =
        batches_.record(decision.batch, decision.rows, decision.decided, decision.last,
                        std::chrono::duration_cast<std::chrono::milliseconds>(taken));
    if (reports_.chunk_decided) {
      reports_.chunk_decided(batch, decision.decided,
                             std::chrono::duration_cast<std::chrono::microseconds>(taken));
    }
    if (is_over(batch.state) && reports_.batch_over) reports_.batch_over(batch);
    signals_.moved(decision.batch);
    signals_.changed(batch.origin.customer);
    return true;
  } catch (const std::exception& error) {
    if (reports_.chunk_failed) reports_.chunk_failed(Batch{.id = decision.batch}, error);
    return false;
  }
}

bool Registrar::pause_after_failure(int failures) {
  const auto pause = std::chrono::seconds{1} * std::min(failures, 30);
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, pause, [this] { return stopping_; });
}

}  // namespace muster::registry
