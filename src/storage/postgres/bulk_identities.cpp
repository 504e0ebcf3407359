#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "storage/postgres/bulk.h"
#include "storage/postgres/connection.h"
#include "storage/postgres/copy_rows.h"
#include "storage/postgres/on_nodes.h"
#include "storage/postgres/result_rows.h"

namespace muster::storage::postgres {
namespace {

using registry::Candidate;
using registry::Claim;
using registry::DirectoryEntry;
using registry::Finding;
using registry::OrganisationId;
using registry::PublishOutcome;
using registry::RegistrationId;
using registry::Time;

// What is asked of a candidate beside its key: bit 0, it is taken for listed; bit 1, it is looked
// up and never claimed.
constexpr std::int64_t flag_vouched = 1;
constexpr std::int64_t flag_hash_differs = 2;

/// The candidates as parameters $1 to $6.
struct CandidateArrays {
  explicit CandidateArrays(std::span<const Candidate> candidates)
      : keys(oid_bytea, candidates.size()),
        registrations(oid_int8, candidates.size()),
        manufacturers(oid_text, candidates.size()),
        models(oid_text, candidates.size()),
        serial_numbers(oid_text, candidates.size()),
        flags(oid_int8, candidates.size()) {
    for (const auto& candidate : candidates) {
      keys.blob(candidate.key.bytes);
      registrations.int8(candidate.registration.value);
      manufacturers.text(candidate.manufacturer);
      models.text(candidate.model);
      serial_numbers.text(candidate.serial_number);
      flags.int8((candidate.vouched ? flag_vouched : 0) |
                 (candidate.hash_differs ? flag_hash_differs : 0));
    }
  }
  ArrayValue keys;
  ArrayValue registrations;
  ArrayValue manufacturers;
  ArrayValue models;
  ArrayValue serial_numbers;
  ArrayValue flags;
};

// The key is a keyed hash, so another device's entry under it is next to impossible; it is made
// quite impossible by comparing the text.
#define MUSTER_LISTED                                                                      \
  "SELECT c.n, c.key, c.registration, c.flags, d.identity_key IS NOT NULL AS listed "      \
  "FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY "                                   \
  "AS c (key, registration, manufacturer, model, serial_number, flags, n) "                \
  "LEFT JOIN directory d ON d.identity_key = c.key AND d.serial_number = c.serial_number " \
  "AND d.manufacturer = c.manufacturer AND d.model = c.model"

constexpr const char* select_findings =
    "SELECT f.n, f.listed, o.customer_id, o.registration_id "
    "FROM (" MUSTER_LISTED
    ") f "
    "LEFT JOIN claims o ON o.identity_key = f.key "
    "AND (f.listed OR f.flags & 1 = 1)";

// Tells what is out of the ordinary, candidates that are not listed, and which rows got their
// claim. Joining these with the candidates is left to us: on the server it would be a join of two
// sets of the chunk's size, neither with an index.
constexpr const char* insert_claims =
    "WITH found AS MATERIALIZED (" MUSTER_LISTED R"(), claimed AS (
  INSERT INTO claims (identity_key, customer_id, registration_id, claimed_at)
  SELECT key, $7, registration, $8
    FROM found
   WHERE (listed OR flags & 1 = 1) AND flags & 2 = 0
   ORDER BY n
  ON CONFLICT (identity_key) DO NOTHING
  RETURNING registration_id)
  SELECT n, 0 FROM found WHERE NOT listed
  UNION ALL
  SELECT registration_id, 1 FROM claimed)";

constexpr const char* select_claims = R"(
  SELECT k.n, o.customer_id, o.registration_id
    FROM unnest($1) WITH ORDINALITY AS k (key, n)
    JOIN claims o ON o.identity_key = k.key)";

constexpr std::array candidate_types = {oid_bytea_array, oid_int8_array, oid_text_array,
                                        oid_text_array,  oid_text_array, oid_int8_array};

/// Whose the others are: those that were not claimed just now.
void read_owners(PgConnection& connection, std::span<const Candidate> candidates,
                 const std::vector<std::size_t>& others, std::vector<Finding>& findings) {
  if (others.empty()) return;
  ArrayValue keys(oid_bytea, others.size());
  for (const auto i : others) keys.blob(candidates[i].key.bytes);
  const std::array types = {oid_bytea_array};
  const std::array<std::string_view, 1> values = {keys.bytes()};
  const ResultRows rows(connection.execute(select_claims, types, values, false));
  for (int row = 0; row < rows.size(); ++row) {
    findings[others[rows.index(row, 0)]].claim =
        Claim{.customer = OrganisationId{rows.integer(row, 1)},
              .registration = RegistrationId{rows.integer(row, 2)}};
  }
}

}  // namespace

std::vector<Finding> PgBulk::look_up(Connection& connection, std::span<const Candidate> sorted) {
  std::vector<Finding> findings(sorted.size());
  if (sorted.empty()) return findings;
  pg(connection).run(by_index);
  if (pg(connection).is_distributed()) {
    for (const auto i : listed_on_nodes(pg(connection), sorted)) findings[i].listed = true;
    std::vector<std::size_t> owned;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      if (findings[i].listed || sorted[i].vouched) owned.push_back(i);
    }
    read_owners(pg(connection), sorted, owned, findings);
    return findings;
  }
  const CandidateArrays arrays(sorted);
  const std::array<std::string_view, 6> values = {
      arrays.keys.bytes(),   arrays.registrations.bytes(),  arrays.manufacturers.bytes(),
      arrays.models.bytes(), arrays.serial_numbers.bytes(), arrays.flags.bytes()};
  const ResultRows rows(pg(connection).execute(select_findings, candidate_types, values, false));
  for (int row = 0; row < rows.size(); ++row) {
    auto& finding = findings[rows.index(row, 0)];
    finding.listed = rows.boolean(row, 1);
    if (rows.is_null(row, 2)) continue;
    finding.claim = Claim{.customer = OrganisationId{rows.integer(row, 2)},
                          .registration = RegistrationId{rows.integer(row, 3)}};
  }
  return findings;
}

namespace {

/// Claims what is listed, or taken for it; returns the registrations that got their claim, in no
/// order, and says in `findings` what is listed.
std::vector<RegistrationId> claim_listed(PgConnection& connection, OrganisationId customer,
                                         Time now, std::span<const Candidate> sorted,
                                         std::vector<Finding>& findings) {
  const CandidateArrays arrays(sorted);
  std::vector<Oid> types(candidate_types.begin(), candidate_types.end());
  types.insert(types.end(), {oid_int8, oid_int8});
  const auto of_customer = eight_bytes(customer.value);
  const auto at = eight_bytes(to_sql(now));
  const std::array<std::string_view, 8> values = {arrays.keys.bytes(),
                                                  arrays.registrations.bytes(),
                                                  arrays.manufacturers.bytes(),
                                                  arrays.models.bytes(),
                                                  arrays.serial_numbers.bytes(),
                                                  arrays.flags.bytes(),
                                                  of_customer,
                                                  at};
  const ResultRows rows(connection.execute(insert_claims, types, values, false));
  for (auto& finding : findings) finding.listed = true;
  std::vector<RegistrationId> claimed;
  claimed.reserve(sorted.size());
  for (int row = 0; row < rows.size(); ++row) {
    if (rows.integer(row, 1) == 1) {
      claimed.push_back(RegistrationId{rows.integer(row, 0)});
    } else {
      findings[rows.index(row, 0)].listed = false;
    }
  }
  return claimed;
}

/// The same where the tables are on many nodes.
std::vector<RegistrationId> claim_listed_on_nodes(PgConnection& connection, OrganisationId customer,
                                                  Time now, std::span<const Candidate> sorted,
                                                  std::vector<Finding>& findings) {
  for (const auto i : listed_on_nodes(connection, sorted)) findings[i].listed = true;
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if ((findings[i].listed || sorted[i].vouched) && !sorted[i].hash_differs) wanted.push_back(i);
  }
  return claim_on_nodes(connection, customer, now, sorted, wanted);
}

}  // namespace

std::vector<Finding> PgBulk::claim(Connection& connection, OrganisationId customer, Time now,
                                   std::span<const Candidate> sorted) {
  std::vector<Finding> findings(sorted.size());
  if (sorted.empty()) return findings;
  pg(connection).run(by_index);
  const auto claim_them = pg(connection).is_distributed() ? claim_listed_on_nodes : claim_listed;
  auto claimed = claim_them(pg(connection), customer, now, sorted, findings);
  std::ranges::sort(claimed);
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (std::ranges::binary_search(claimed, sorted[i].registration)) {
      findings[i].claim = Claim{.customer = customer, .registration = sorted[i].registration};
    } else if (findings[i].listed || sorted[i].vouched) {
      others.push_back(i);
    }
  }
  read_owners(pg(connection), sorted, others, findings);
  return findings;
}

namespace {

constexpr const char* insert_entries = R"(
  INSERT INTO directory
    (identity_key, supplier_id, manufacturer, model, serial_number, product_id, published_at)
  SELECT e.key, $6, e.manufacturer, e.model, e.serial_number, nullif(e.product_id, ''), $7
    FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY
         AS e (key, manufacturer, model, serial_number, product_id, n)
   ORDER BY e.n
  ON CONFLICT (identity_key) DO NOTHING
  RETURNING identity_key)";

constexpr const char* select_others = R"(
  SELECT e.n
    FROM unnest($1) WITH ORDINALITY AS e (key, n)
    JOIN directory d ON d.identity_key = e.key
   WHERE d.supplier_id <> $2)";

constexpr const char* update_product_ids = R"(
  UPDATE directory d
     SET product_id = e.product_id
    FROM unnest($1, $2) WITH ORDINALITY AS e (key, product_id, n)
   WHERE d.identity_key = e.key AND d.supplier_id = $3 AND e.product_id <> ''
     AND d.product_id IS DISTINCT FROM e.product_id
  RETURNING e.n)";

constexpr const char* upsert_hashes = R"(
  INSERT INTO directory_hashes (identity_key, hardware_hash)
  SELECT key, hardware_hash FROM unnest($1, $2) AS e (key, hardware_hash)
  ON CONFLICT (identity_key) DO UPDATE SET hardware_hash = excluded.hardware_hash
   WHERE directory_hashes.hardware_hash <> excluded.hardware_hash
  RETURNING identity_key)";

constexpr std::string_view count_entries = R"(
  INSERT INTO suppliers (supplier_id, entries) VALUES ($1, $2)
  ON CONFLICT (supplier_id) DO UPDATE SET entries = suppliers.entries + excluded.entries)";

/// Calls with the index in `sorted` of each key that a statement returned as its first column, in
/// binary.
template <class Function>
void for_each_key(const Result& result, std::span<const DirectoryEntry> sorted,
                  const Function& function) {
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    identity::IdentityKey key{};
    std::copy_n(PQgetvalue(result.get(), row, 0),
                std::min<std::size_t>(static_cast<std::size_t>(PQgetlength(result.get(), row, 0)),
                                      key.bytes.size()),
                reinterpret_cast<char*>(key.bytes.data()));
    const auto found = std::ranges::lower_bound(sorted, key, {}, &DirectoryEntry::key);
    function(static_cast<std::size_t>(found - sorted.begin()));
  }
}

void publish_hashes(PgConnection& connection, std::span<const DirectoryEntry> sorted,
                    std::vector<PublishOutcome>& outcomes) {
  std::vector<std::size_t> with_hash;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const bool again = i > 0 && sorted[i].key == sorted[i - 1].key;
    if (!sorted[i].hardware_hash.empty() && outcomes[i] != PublishOutcome::another_suppliers &&
        !again) {
      with_hash.push_back(i);
    }
  }
  if (with_hash.empty()) return;
  ArrayValue keys(oid_bytea, with_hash.size());
  ArrayValue hashes(oid_text, with_hash.size());
  for (const auto i : with_hash) {
    keys.blob(sorted[i].key.bytes);
    hashes.text(sorted[i].hardware_hash);
  }
  const std::array types = {oid_bytea_array, oid_text_array};
  const std::array<std::string_view, 2> values = {keys.bytes(), hashes.bytes()};
  for_each_key(connection.execute(upsert_hashes, types, values, true), sorted,
               [&](std::size_t i) { outcomes[i] = PublishOutcome::published; });
}

}  // namespace

std::vector<PublishOutcome> PgBulk::publish(Connection& connection, OrganisationId supplier,
                                            Time now, std::span<const DirectoryEntry> sorted) {
  std::vector<PublishOutcome> outcomes(sorted.size(), PublishOutcome::unchanged);
  if (sorted.empty()) return outcomes;
  pg(connection).run(by_index);
  ArrayValue keys(oid_bytea, sorted.size());
  ArrayValue manufacturers(oid_text, sorted.size());
  ArrayValue models(oid_text, sorted.size());
  ArrayValue serial_numbers(oid_text, sorted.size());
  ArrayValue product_ids(oid_text, sorted.size());
  for (const auto& entry : sorted) {
    keys.blob(entry.key.bytes);
    manufacturers.text(entry.manufacturer);
    models.text(entry.model);
    serial_numbers.text(entry.serial_number);
    product_ids.text(entry.product_id);
  }
  const auto of_supplier = eight_bytes(supplier.value);
  const auto at = eight_bytes(to_sql(now));
  std::size_t added = 0;
  {
    const std::array types = {oid_bytea_array, oid_text_array, oid_text_array, oid_text_array,
                              oid_text_array,  oid_int8,       oid_int8};
    const std::array<std::string_view, 7> values = {keys.bytes(),
                                                    manufacturers.bytes(),
                                                    models.bytes(),
                                                    serial_numbers.bytes(),
                                                    product_ids.bytes(),
                                                    of_supplier,
                                                    at};
    for_each_key(pg(connection).execute(insert_entries, types, values, true), sorted,
                 [&](std::size_t i) {
                   outcomes[i] = PublishOutcome::published;
                   ++added;
                 });
  }
  storage::execute(connection, count_entries, supplier, static_cast<std::int64_t>(added));
  if (added < sorted.size()) {
    const std::array other_types = {oid_bytea_array, oid_int8};
    const std::array<std::string_view, 2> other_values = {keys.bytes(), of_supplier};
    const ResultRows others(
        pg(connection).execute(select_others, other_types, other_values, false));
    for (int row = 0; row < others.size(); ++row) {
      outcomes[others.index(row, 0)] = PublishOutcome::another_suppliers;
    }
    const std::array types = {oid_bytea_array, oid_text_array, oid_int8};
    const std::array<std::string_view, 3> values = {keys.bytes(), product_ids.bytes(), of_supplier};
    const ResultRows changed(pg(connection).execute(update_product_ids, types, values, false));
    for (int row = 0; row < changed.size(); ++row) {
      outcomes[changed.index(row, 0)] = PublishOutcome::published;
    }
  }
  publish_hashes(pg(connection), sorted, outcomes);
  return outcomes;
}

}  // namespace muster::storage::postgres
