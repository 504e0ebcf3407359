#include <cstdint>
#include <optional>

#include "registry/text_order.h"
#include "storage/sqlite/bulk.h"
#include "storage/sqlite/settle.h"

namespace muster::storage::sqlite {
namespace {

using registry::Candidate;
using registry::Claim;
using registry::DirectoryEntry;
using registry::Finding;
using registry::OrganisationId;
using registry::PublishOutcome;
using registry::RegistrationId;

constexpr std::string_view select_entry = R"(
  SELECT serial_number, manufacturer, model
    FROM directory
   WHERE identity_key = $1)";

constexpr std::string_view select_claim = R"(
  SELECT customer_id, registration_id
    FROM claims
   WHERE identity_key = $1)";

constexpr std::string_view insert_claim = R"(
  INSERT INTO claims_recent (identity_key, customer_id, registration_id, claimed_at)
  SELECT $1, $2, $3, $4
   WHERE NOT EXISTS (SELECT 1 FROM claims_settled WHERE identity_key = $1)
  ON CONFLICT (identity_key) DO NOTHING)";

/// The statements that look one candidate up.
class LookUp {
 public:
  explicit LookUp(Connection& connection)
      : entry_(connection, select_entry), claim_(connection, select_claim) {}

  /// The key is a keyed hash, so another device's entry under it is next to impossible; it is made
  /// quite impossible by comparing the text.
  bool is_listed(const Candidate& candidate) {
    auto rows = entry_(candidate.key);
    return rows.next() && rows.view(0) == candidate.serial_number &&
           rows.view(1) == candidate.manufacturer && rows.view(2) == candidate.model;
  }

  std::optional<Claim> claim(const Candidate& candidate) {
    auto rows = claim_(candidate.key);
    if (!rows.next()) return std::nullopt;
    return Claim{.customer = rows.id<OrganisationId>(0),
                 .registration = rows.id<RegistrationId>(1)};
  }

 private:
  Repeated entry_;
  Repeated claim_;
};

constexpr std::string_view insert_entry = R"(
  INSERT INTO directory
    (identity_key, supplier_id, manufacturer, model, serial_number, product_id, published_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (identity_key) DO NOTHING)";

constexpr std::string_view insert_hash = R"(
  INSERT INTO directory_hashes (identity_key, hardware_hash) VALUES ($1, $2)
  ON CONFLICT (identity_key) DO UPDATE SET hardware_hash = excluded.hardware_hash
   WHERE hardware_hash <> excluded.hardware_hash)";

constexpr std::string_view select_supplier = R"(
  SELECT supplier_id FROM directory WHERE identity_key = $1)";

constexpr std::string_view update_product_id = R"(
  UPDATE directory SET product_id = $2
   WHERE identity_key = $1 AND product_id IS NOT $2)";

constexpr std::string_view insert_serial = R"(
  INSERT INTO directory_serials (supplier_id, serial_number, identity_key) VALUES ($1, $2, $3))";

constexpr std::string_view count_entries = R"(
  INSERT INTO suppliers (supplier_id, entries) VALUES ($1, $2)
  ON CONFLICT (supplier_id) DO UPDATE SET entries = entries + excluded.entries)";

/// An entry that is there already: the same supplier may add a product ID or a hardware hash.
PublishOutcome publish_again(Connection& connection, OrganisationId supplier,
                             const DirectoryEntry& entry) {
  {
    auto rows = query(connection, select_supplier, entry.key);
    rows.next();
    if (rows.id<OrganisationId>(0) != supplier) return PublishOutcome::another_suppliers;
  }
  std::int64_t changed = 0;
  if (!entry.product_id.empty()) {
    changed += execute(connection, update_product_id, entry.key, entry.product_id);
  }
  if (!entry.hardware_hash.empty()) {
    changed += execute(connection, insert_hash, entry.key, entry.hardware_hash);
  }
  return changed > 0 ? PublishOutcome::published : PublishOutcome::unchanged;
}

}  // namespace

std::vector<Finding> SqliteBulk::look_up(Connection& connection,
                                         std::span<const Candidate> sorted) {
  LookUp look_up(connection);
  std::vector<Finding> findings(sorted.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    findings[i].listed = look_up.is_listed(sorted[i]);
    if (findings[i].listed || sorted[i].vouched) findings[i].claim = look_up.claim(sorted[i]);
  }
  return findings;
}

std::vector<Finding> SqliteBulk::claim(Connection& connection, OrganisationId customer,
                                       registry::Time now, std::span<const Candidate> sorted) {
  LookUp look_up(connection);
  Repeated insert(connection, insert_claim);
  std::vector<Finding> findings(sorted.size());
  std::int64_t claimed = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& candidate = sorted[i];
    findings[i].listed = look_up.is_listed(candidate);
    if (!findings[i].listed && !candidate.vouched) continue;
    if (candidate.hash_differs) {
      findings[i].claim = look_up.claim(candidate);
      continue;
    }
    insert.run(candidate.key, customer, candidate.registration, now);
    if (connection.changes() == 0) {
      findings[i].claim = look_up.claim(candidate);
      continue;
    }
    findings[i].claim = Claim{.customer = customer, .registration = candidate.registration};
    ++claimed;
  }
  if (count_recent_claims(connection, claimed) > recent_rows_) claims_.wake();
  return findings;
}

std::vector<PublishOutcome> SqliteBulk::publish(Connection& connection, OrganisationId supplier,
                                                registry::Time now,
                                                std::span<const DirectoryEntry> sorted) {
  Repeated insert(connection, insert_entry);
  std::vector<PublishOutcome> outcomes(sorted.size());
  std::vector<std::uint32_t> added;
  added.reserve(sorted.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& entry = sorted[i];
    const auto product_id =
        entry.product_id.empty() ? std::nullopt : std::optional<std::string_view>(entry.product_id);
    insert.run(entry.key, supplier, entry.manufacturer, entry.model, entry.serial_number,
               product_id, now);
    if (connection.changes() == 0) {
      outcomes[i] = publish_again(connection, supplier, entry);
      continue;
    }
    if (!entry.hardware_hash.empty()) {
      execute(connection, insert_hash, entry.key, entry.hardware_hash);
    }
    outcomes[i] = PublishOutcome::published;
    added.push_back(static_cast<std::uint32_t>(i));
  }
  // Each table is filled in its own order, so that neighbours share pages.
  // Of equal serial numbers the lesser key has the lesser index.
  registry::sort_by_text(
      added, [&](std::uint32_t i) -> std::string_view { return sorted[i].serial_number; });
  Repeated list(connection, insert_serial);
  for (const auto i : added) list.run(supplier, sorted[i].serial_number, sorted[i].key);
  execute(connection, count_entries, supplier, static_cast<std::int64_t>(added.size()));
  return outcomes;
}

}  // namespace muster::storage::sqlite
