#include "registry/chunk.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "registry/decide.h"
#include "registry/row_reader.h"

namespace muster::registry {
namespace {

std::string_view without_blanks_around(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string find_hint(Directory& directory, const PendingRow& row) {
  if (row.serial_number.empty()) return {};
  auto hint = hint_for(row, directory.with_serial_number(row.serial_number));
  if (hint.empty()) {
    const auto inside = without_blanks_around(row.serial_number);
    if (inside != row.serial_number && !inside.empty()) {
      hint = hint_for(row, directory.with_serial_number(inside));
    }
  }
  return hint;
}

/// What is being decided, row by row, beside what is known of each.
class ChunkDecision {
 public:
  using LookUp = std::function<std::vector<Finding>(std::span<const Candidate>)>;

  ChunkDecision(Directory& directory, const identity::IdentityKeyer& keyer, OrganisationId customer,
                std::span<const PendingRow> rows)
      : directory_(directory),
        keyer_(keyer),
        customer_(customer),
        rows_(rows),
        facts_(rows.size()),
        decided_(rows.size()) {}

  /// `confirm` tells whether a row that seems to repeat an earlier one really does.
  std::vector<Decided> run(const std::function<bool(const PendingRow&)>& confirm,
                           const LookUp& look_up) {
    for (std::size_t i = 0; i < rows_.size(); ++i) prepare(i, confirm);
    ask(look_up);
    for (std::size_t i = 0; i < rows_.size(); ++i) finish(i);
    return std::move(decided_);
  }

 private:
  struct Asked {
    Candidate candidate;
    std::size_t index;
  };

  void prepare(std::size_t i, const std::function<bool(const PendingRow&)>& confirm) {
    const auto& row = rows_[i];
    auto& facts = facts_[i];
    decided_[i].id = row.id;
    facts.customer = customer_;
    facts.registration = row.id;
    facts.row_error = row_error_of(row);
    if (facts.row_error != nullptr) return;
    if (row.first_row != 0 && confirm(row)) {
      facts.duplicate_of = row.first_row;
      return;
    }
    if (is_by_product_id(row)) {
      const auto entry = directory_.find_by_product_id(row.details->product_id);
      if (!entry) return;
      decided_[i].identified = std::make_unique<DirectoryEntry>(*entry);
      const auto& found = *decided_[i].identified;
      asked_.push_back(
          {{found.key, found.manufacturer, found.model, found.serial_number, row.id}, i});
      return;
    }
    asked_.push_back({{keyer_.of(row.manufacturer, row.model, row.serial_number), row.manufacturer,
                       row.model, row.serial_number, row.id},
                      i});
  }

  void ask(const LookUp& look_up) {
    // Of two rows with one key the earlier comes first, and so gets the claim.
    std::ranges::sort(asked_, [](const Asked& a, const Asked& b) {
      return a.candidate.key != b.candidate.key ? a.candidate.key < b.candidate.key
                                                : a.index < b.index;
    });
    std::vector<Candidate> candidates;
    candidates.reserve(asked_.size());
    for (const auto& asked : asked_) candidates.push_back(asked.candidate);
    const auto findings = look_up(candidates);
    for (std::size_t n = 0; n < asked_.size(); ++n) {
      facts_[asked_[n].index].listed = findings[n].listed;
      facts_[asked_[n].index].claim = findings[n].claim;
    }
  }

  void finish(std::size_t i) {
    auto error = decide(facts_[i]);
    if (!error) return;
    if (error->code == ErrorCode::device_not_found) error->detail = find_hint(directory_, rows_[i]);
    decided_[i].error = std::make_unique<RegistrationError>(std::move(*error));
  }

  Directory& directory_;
  const identity::IdentityKeyer& keyer_;
  OrganisationId customer_;
  std::span<const PendingRow> rows_;
  std::vector<Facts> facts_;
  std::vector<Decided> decided_;
  std::vector<Asked> asked_;
};

}  // namespace

std::vector<Decided> decide_chunk(Directory& directory, Batches& batches,
                                  const identity::IdentityKeyer& keyer, OrganisationId customer,
                                  std::span<const PendingRow> rows) {
  return ChunkDecision(directory, keyer, customer, rows)
      .run(
          [&](const PendingRow& row) {
            const auto first = batches.row(registration_of(batch_of(row.id), row.first_row));
            return first && same_device(*first, row);
          },
          [&](std::span<const Candidate> sorted) { return directory.claim(customer, sorted); });
}

std::vector<Decided> foretell_chunk(Directory& directory, const identity::IdentityKeyer& keyer,
                                    OrganisationId customer, std::span<const PendingRow> rows) {
  // There is nothing stored to confirm a duplicate with; DuplicateFinder says how sure it is.
  return ChunkDecision(directory, keyer, customer, rows)
      .run([](const PendingRow&) { return true; },
           [&](std::span<const Candidate> sorted) { return directory.look_up(sorted); });
}

}  // namespace muster::registry
