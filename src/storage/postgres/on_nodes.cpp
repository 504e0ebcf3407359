#include "storage/postgres/on_nodes.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "storage/postgres/copy_rows.h"
#include "storage/postgres/result_rows.h"

namespace muster::storage::postgres {
namespace {

// Each shard gets the whole statement as text, with what it asks for.
constexpr std::size_t asked_at_once = 5000;

constexpr const char* select_listed = R"(
  SELECT c.n
    FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS c (key, manufacturer, model, serial_number, n)
    JOIN directory d ON d.identity_key = c.key AND d.serial_number = c.serial_number
     AND d.manufacturer = c.manufacturer AND d.model = c.model)";

constexpr const char* insert_claims = R"(
  INSERT INTO claims (identity_key, customer_id, registration_id, claimed_at)
  SELECT key, $3, registration, $4
    FROM unnest($1, $2) WITH ORDINALITY AS c (key, registration, n)
   ORDER BY n
  ON CONFLICT (identity_key) DO NOTHING
  RETURNING registration_id)";

}  // namespace

std::vector<std::size_t> listed_on_nodes(PgConnection& connection,
                                         std::span<const registry::Candidate> candidates) {
  std::vector<std::size_t> listed;
  for (std::size_t first = 0; first < candidates.size(); first += asked_at_once) {
    const auto some = candidates.subspan(first, std::min(asked_at_once, candidates.size() - first));
    ArrayValue keys(oid_bytea, some.size());
    ArrayValue manufacturers(oid_text, some.size());
    ArrayValue models(oid_text, some.size());
    ArrayValue serial_numbers(oid_text, some.size());
    for (const auto& candidate : some) {
      keys.blob(candidate.key.bytes);
      manufacturers.text(candidate.manufacturer);
      models.text(candidate.model);
      serial_numbers.text(candidate.serial_number);
    }
    constexpr std::array types = {oid_bytea_array, oid_text_array, oid_text_array, oid_text_array};
    const std::array<std::string_view, 4> values = {keys.bytes(), manufacturers.bytes(),
                                                    models.bytes(), serial_numbers.bytes()};
    const ResultRows rows(connection.execute(select_listed, types, values, false));
    for (int row = 0; row < rows.size(); ++row) listed.push_back(first + rows.index(row, 0));
  }
  return listed;
}

std::vector<registry::RegistrationId> claim_on_nodes(
    PgConnection& connection, registry::OrganisationId customer, registry::Time now,
    std::span<const registry::Candidate> candidates, std::span<const std::size_t> indices) {
  if (indices.empty()) return {};
  ArrayValue keys(oid_bytea, indices.size());
  ArrayValue registrations(oid_int8, indices.size());
  for (const auto i : indices) {
    keys.blob(candidates[i].key.bytes);
    registrations.int8(candidates[i].registration.value);
  }
  constexpr std::array types = {oid_bytea_array, oid_int8_array, oid_int8, oid_int8};
  const auto of_customer = eight_bytes(customer.value);
  const auto at = eight_bytes(to_sql(now));
  const std::array<std::string_view, 4> values = {keys.bytes(), registrations.bytes(), of_customer,
                                                  at};
  const ResultRows rows(connection.execute(insert_claims, types, values, false));
  std::vector<registry::RegistrationId> claimed;
  claimed.reserve(indices.size());
  for (int row = 0; row < rows.size(); ++row) {
    claimed.push_back(registry::RegistrationId{rows.integer(row, 0)});
  }
  return claimed;
}

}  // namespace muster::storage::postgres
