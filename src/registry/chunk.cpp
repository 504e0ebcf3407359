#include "registry/chunk.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "identity/hardware_hash.h"
#include "registry/decide.h"
#include "registry/row_reader.h"
#include "registry/text_order.h"

namespace muster::registry {
namespace {

std::string_view without_blanks_around(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// What is being decided. Hundreds of thousands of rows are, so little is kept of each.
class ChunkDecision {
 public:
  using LookUp = std::function<std::vector<Finding>(std::span<const Candidate>)>;

  ChunkDecision(Directory& directory, const identity::IdentityKeyer& keyer, OrganisationId customer,
                std::span<const PendingRow> rows, const RowHashes& hashes)
      : directory_(directory),
        keyer_(keyer),
        customer_(customer),
        rows_(rows),
        hashes_(hashes),
        keys_(rows.size()),
        decided_(rows.size()) {}

  /// `confirm` tells whether a row that seems to repeat an earlier one really does.
  std::vector<Decided> run(const std::function<bool(const PendingRow&)>& confirm,
                           const LookUp& look_up) {
    for (std::uint32_t i = 0; i < rows_.size(); ++i) prepare(i, confirm);
    // Of two rows with one key the earlier comes first, and so gets the claim.
    sort_by_text(asked_, [this](std::uint32_t i) {
      const auto& bytes = keys_[i].bytes;
      return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    });
    std::vector<Candidate> candidates;
    candidates.reserve(asked_.size());
    for (const auto i : asked_) candidates.push_back(candidate(i));
    const auto differing = compare_hashes(candidates);
    const auto findings = look_up(candidates);
    for (std::size_t n = 0; n < asked_.size(); ++n) {
      auto facts = facts_of(asked_[n]);
      facts.listed = findings[n].listed;
      facts.vouched = candidates[n].vouched;
      facts.approvable =
          has_hash_worth(asked_[n], HashWorth::approval) && !decided_[asked_[n]].identified;
      if (candidates[n].hash_differs && findings[n].listed) facts.hash_differs_in = differing.at(n);
      facts.claim = findings[n].claim;
      finish(asked_[n], facts);
    }
    find_hints();
    return std::move(decided_);
  }

 private:
  Facts facts_of(std::uint32_t i) const {
    return {.customer = customer_, .registration = rows_[i].id};
  }

  /// Decides the row, or asks for it.
  void prepare(std::uint32_t i, const std::function<bool(const PendingRow&)>& confirm) {
    const auto& row = rows_[i];
    decided_[i].id = row.id;
    auto facts = facts_of(i);
    facts.row_error = row_error_of(row);
    if (facts.row_error != nullptr) return finish(i, facts);
    if (row.first_row != 0 && confirm(row)) {
      facts.duplicate_of = row.first_row;
      return finish(i, facts);
    }
    if (is_by_product_id(row)) {
      const auto entry = directory_.find_by_product_id(row.details->product_id);
      if (!entry) return finish(i, facts);
      decided_[i].identified = std::make_unique<DirectoryEntry>(*entry);
      keys_[i] = entry->key;
    } else {
      keys_[i] = keyer_.of(row.manufacturer, row.model, row.serial_number);
    }
    asked_.push_back(i);
  }

  Candidate candidate(std::uint32_t i) const {
    const auto& row = rows_[i];
    if (const auto* found = decided_[i].identified.get()) {
      return {keys_[i], found->manufacturer, found->model, found->serial_number, row.id, false};
    }
    return {keys_[i],          row.manufacturer, row.model,
            row.serial_number, row.id,           has_hash_worth(i, HashWorth::registration)};
  }

  bool has_hash_worth(std::uint32_t i, HashWorth worth) const {
    return hashes_.worth == worth && has_hash(i);
  }

  bool has_hash(std::uint32_t i) const { return hashes_.has && hashes_.has(rows_[i]); }

  /// Holds the hashes of the rows against the published ones, and marks the candidates that differ;
  /// tells in what, by their index. Only rows that have a hash are looked for.
  std::map<std::size_t, std::string_view> compare_hashes(std::span<Candidate> candidates) const {
    std::vector<IdentityKey> keys;
    std::vector<std::size_t> indices;
    for (std::size_t n = 0; n < asked_.size(); ++n) {
      if (!has_hash(asked_[n])) continue;
      keys.push_back(candidates[n].key);
      indices.push_back(n);
    }
    std::map<std::size_t, std::string_view> differing;
    if (keys.empty()) return differing;
    directory_.published_hashes(keys, [&](std::size_t k, std::string_view published_text) {
      const auto n = indices[k];
      const auto given = identity::decode_hardware_hash(hashes_.text(rows_[asked_[n]]));
      const auto published = identity::decode_hardware_hash(published_text);
      if (!given || !published) return;
      const auto item = identity::differing_item(*given, *published);
      if (item.empty()) return;
      candidates[n].hash_differs = true;
      differing.emplace(n, item);
    });
    return differing;
  }

  void finish(std::uint32_t i, const Facts& facts) {
    auto error = decide(facts);
    if (!error) return;
    if (error->code == ErrorCode::device_not_found || error->code == ErrorCode::approval_needed) {
      without_hint_.push_back(i);
    }
    decided_[i].error = std::make_unique<RegistrationError>(std::move(*error));
  }

  void find_hints() {
    add_hints([this](std::uint32_t i) { return std::string_view(rows_[i].serial_number); });
    add_hints([this](std::uint32_t i) {
      const auto inside = without_blanks_around(rows_[i].serial_number);
      return inside.size() == rows_[i].serial_number.size() ? std::string_view() : inside;
    });
  }

  /// To the rows that have none yet, from the devices with `serial_of` of the row; empty: no device
  /// is looked for.
  void add_hints(const std::function<std::string_view(std::uint32_t)>& serial_of) {
    constexpr std::size_t at_once = 1000;  // as each may find some devices
    std::vector<std::uint32_t> looked_for;
    std::vector<std::string_view> serial_numbers;
    const auto look = [&] {
      const auto found = directory_.with_serial_numbers(serial_numbers);
      for (std::size_t n = 0; n < looked_for.size(); ++n) {
        decided_[looked_for[n]].error->detail = hint_for(rows_[looked_for[n]], found[n]);
      }
      looked_for.clear();
      serial_numbers.clear();
    };
    for (const auto i : without_hint_) {
      const auto serial_number = serial_of(i);
      if (serial_number.empty() || !decided_[i].error->detail.empty()) continue;
      looked_for.push_back(i);
      serial_numbers.push_back(serial_number);
      if (looked_for.size() == at_once) look();
    }
    look();
  }

  Directory& directory_;
  const identity::IdentityKeyer& keyer_;
  OrganisationId customer_;
  std::span<const PendingRow> rows_;
  const RowHashes& hashes_;
  std::vector<IdentityKey> keys_;     ///< of each row that is asked for
  std::vector<std::uint32_t> asked_;  ///< rows, in the order of their keys
  std::vector<Decided> decided_;
  std::vector<std::uint32_t> without_hint_;  ///< rows whose error may have one
};

}  // namespace

std::vector<Decided> decide_chunk(Directory& directory, Batches& batches,
                                  const identity::IdentityKeyer& keyer, OrganisationId customer,
                                  std::span<const PendingRow> rows, const RowHashes& hashes) {
  return ChunkDecision(directory, keyer, customer, rows, hashes)
      .run(
          [&](const PendingRow& row) {
            const auto first =
                batches.row(customer, registration_of(batch_of(row.id), row.first_row));
            return first && same_device(*first, row);
          },
          [&](std::span<const Candidate> sorted) { return directory.claim(customer, sorted); });
}

std::vector<Decided> foretell_chunk(Directory& directory, const identity::IdentityKeyer& keyer,
                                    OrganisationId customer, std::span<const PendingRow> rows,
                                    const RowHashes& hashes) {
  // There is nothing stored to confirm a duplicate with; DuplicateFinder says how sure it is.
  return ChunkDecision(directory, keyer, customer, rows, hashes)
      .run([](const PendingRow&) { return true; },
           [&](std::span<const Candidate> sorted) { return directory.look_up(sorted); });
}

}  // namespace muster::registry
