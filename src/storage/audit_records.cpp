// An entry's hash is SHA-256 over its fields and the hash before it, so whoever changes one has to
// change every later one, and a copy of any later hash, kept elsewhere, tells.

#include "storage/audit_records.h"

#include <fmt/format.h>
#include <sodium.h>

#include "storage/audit_row.h"

namespace muster::storage {
namespace {

using registry::AuditEntry;
using registry::AuditHash;
using registry::BrokenChain;
using registry::OrganisationId;

AuditHash hash_of(const AuditEntry& entry) {
  const auto text = registry::hashed_text(entry);
  AuditHash hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return hash;
}

}  // namespace

constexpr std::string_view select_last = R"(
  SELECT number, hash FROM audit_log WHERE organisation_id = $1 ORDER BY number DESC LIMIT 1)";

constexpr std::string_view insert_entry = "INSERT INTO audit_log (" MUSTER_AUDIT_COLUMNS R"()
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17))";

void AuditRecords::append(const registry::Cause& cause, registry::Change change) {
  AuditEntry entry{.number = 1, .at = clock_.now(), .change = std::move(change), .cause = cause};
  database_.write([&](Connection& connection) {
    connection.take_turn({Turn::Kind::audit_chain, entry.change.organisation.value});
    {
      auto last = query(connection, select_last, entry.change.organisation);
      if (last.next()) {
        entry.number = last.integer(0) + 1;
        entry.previous = audit_hash_from(last.blob(1));
      }
    }
    entry.hash = hash_of(entry);
    const auto& [organisation, action, subject, subject_name, before, after] = entry.change;
    execute(connection, insert_entry, organisation, entry.number, entry.at, action, subject,
            subject_name, before, after, cause.organisation, cause.organisation_name, cause.name,
            cause.person, cause.token, cause.address, cause.request_id, entry.previous, entry.hash);
  });
}

#define MUSTER_AUDIT_FILTER                                                           \
  "AND ($2 IS NULL OR action = $2 OR substr(action, 1, length($2) + 1) = $2 || '.') " \
  "AND ($4 IS NULL OR request_id = $4) "                                              \
  "AND ($5 IS NULL OR actor_person_id = $5) "                                         \
  "AND at >= $6 AND at < $7 "                                                         \
  "AND (at, organisation_id, number) < ($8, $9, $10) "                                \
  "AND ($12 IS NULL OR actor_organisation_id = $12) "                                 \
  "ORDER BY at DESC, organisation_id DESC, number DESC "                              \
  "LIMIT $11"

// The newest first, on the way through the whole log.
constexpr std::string_view select_entries = "SELECT " MUSTER_AUDIT_COLUMNS R"(
    FROM audit_log
   WHERE ($1 IS NULL OR organisation_id = $1) AND ($3 IS NULL OR subject = $3) )" MUSTER_AUDIT_FILTER;

// Those of one thing are few, and found by its index.
constexpr std::string_view select_of_subject = "SELECT " MUSTER_AUDIT_COLUMNS R"(
    FROM audit_log
   WHERE subject = $3 AND ($1 IS NULL OR organisation_id = $1) )" MUSTER_AUDIT_FILTER;

std::vector<AuditEntry> AuditRecords::list(const registry::AuditFilter& filter,
                                           const std::optional<registry::AuditCursor>& before,
                                           std::size_t limit) {
  constexpr registry::Time end_of_time{std::chrono::milliseconds{INT64_MAX}};
  const auto cursor =
      before.value_or(registry::AuditCursor{end_of_time, OrganisationId{INT64_MAX}, INT64_MAX});
  std::vector<AuditEntry> found;
  database_.read([&](Connection& connection) {
    auto rows =
        query(connection, filter.subject ? select_of_subject : select_entries, filter.organisation,
              filter.action, filter.subject, filter.request_id, filter.person,
              filter.from.value_or(registry::Time{}), filter.until.value_or(end_of_time), cursor.at,
              cursor.organisation, cursor.number, limit, filter.actor_organisation);
    while (rows.next()) found.push_back(audit_entry_from(rows));
  });
  return found;
}

constexpr std::string_view select_chain = "SELECT " MUSTER_AUDIT_COLUMNS R"(
    FROM audit_log
   ORDER BY organisation_id, number)";

std::optional<BrokenChain> AuditRecords::verify(const std::function<void(std::int64_t)>& checked) {
  constexpr std::int64_t between_reports = 10'000;
  std::optional<BrokenChain> broken;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_chain);
    OrganisationId organisation;
    std::int64_t number = 0;
    AuditHash previous{};
    std::int64_t count = 0;
    while (!broken && rows.next()) {
      const auto entry = audit_entry_from(rows);
      if (entry.change.organisation != organisation) {
        organisation = entry.change.organisation;
        number = 0;
        previous = {};
      }
      ++number;
      if (entry.number != number) {
        broken = {organisation, number, fmt::format("entry {} is missing", number)};
      } else if (entry.previous != previous) {
        broken = {organisation, number, "it does not follow the entry before it"};
      } else if (entry.hash != hash_of(entry)) {
        broken = {organisation, number, "it is not what was written"};
      }
      previous = entry.hash;
      if (++count % between_reports == 0) checked(count);
    }
    checked(count);
  });
  return broken;
}

}  // namespace muster::storage
