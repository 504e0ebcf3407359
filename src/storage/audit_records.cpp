// An entry's hash is SHA-256 over its fields and the hash before it, so whoever changes one has to
// change every later one, and a copy of any later hash, kept elsewhere, tells.

#include "storage/audit_records.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

namespace muster::storage {
namespace {

using registry::AuditEntry;
using registry::AuditHash;
using registry::BrokenChain;
using registry::OrganisationId;
using registry::PersonId;
using registry::TokenId;

AuditHash hash_of(const AuditEntry& entry) {
  const auto text = registry::hashed_text(entry);
  AuditHash hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return hash;
}

AuditHash hash_from(std::span<const std::uint8_t> blob) {
  AuditHash hash{};
  std::ranges::copy(blob.first(std::min(blob.size(), hash.size())), hash.begin());
  return hash;
}

AuditEntry entry_from(const Rows& rows) {
  return {.number = rows.integer(1),
          .at = rows.time(2),
          .change = {.organisation = rows.id<OrganisationId>(0),
                     .action = rows.text(3),
                     .subject = rows.text(4),
                     .subject_name = rows.text(5),
                     .before = rows.text(6),
                     .after = rows.text(7)},
          .cause = {.organisation = rows.id<OrganisationId>(8),
                    .organisation_name = rows.text(9),
                    .name = rows.text(10),
                    .person = rows.id<PersonId>(11),
                    .token = rows.id<TokenId>(12),
                    .address = rows.text(13),
                    .request_id = rows.text(14)},
          .previous = hash_from(rows.blob(15)),
          .hash = hash_from(rows.blob(16))};
}

}  // namespace

#define MUSTER_AUDIT_COLUMNS                                                                \
  "organisation_id, number, at, action, subject, subject_name, value_before, value_after, " \
  "actor_organisation_id, actor_organisation_name, actor_name, actor_person_id, "           \
  "actor_token_id, address, request_id, previous, hash "

constexpr std::string_view select_last = R"(
  SELECT number, hash FROM audit_log WHERE organisation_id = $1 ORDER BY number DESC LIMIT 1)";

constexpr std::string_view insert_entry = "INSERT INTO audit_log (" MUSTER_AUDIT_COLUMNS R"()
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17))";

void AuditRecords::append(const registry::Cause& cause, registry::Change change) {
  AuditEntry entry{.number = 1, .at = clock_.now(), .change = std::move(change), .cause = cause};
  database_.write([&](Connection& connection) {
    {
      auto last = query(connection, select_last, entry.change.organisation);
      if (last.next()) {
        entry.number = last.integer(0) + 1;
        entry.previous = hash_from(last.blob(1));
      }
    }
    entry.hash = hash_of(entry);
    const auto& [organisation, action, subject, subject_name, before, after] = entry.change;
    execute(connection, insert_entry, organisation, entry.number, entry.at, action, subject,
            subject_name, before, after, cause.organisation, cause.organisation_name, cause.name,
            cause.person, cause.token, cause.address, cause.request_id, entry.previous, entry.hash);
  });
}

// The newest first. Which index serves depends on what is given; none of the lists is long when a
// request or a subject is named.
constexpr std::string_view select_entries = "SELECT " MUSTER_AUDIT_COLUMNS R"(
    FROM audit_log
   WHERE ($1 IS NULL OR organisation_id = $1)
     AND ($2 IS NULL OR action = $2 OR substr(action, 1, length($2) + 1) = $2 || '.')
     AND ($3 IS NULL OR subject = $3)
     AND ($4 IS NULL OR request_id = $4)
     AND ($5 IS NULL OR actor_person_id = $5)
     AND at >= $6 AND at < $7
     AND (at, organisation_id, number) < ($8, $9, $10)
   ORDER BY at DESC, organisation_id DESC, number DESC
   LIMIT $11)";

std::vector<AuditEntry> AuditRecords::list(const registry::AuditFilter& filter,
                                           const std::optional<registry::AuditCursor>& before,
                                           std::size_t limit) {
  constexpr registry::Time end_of_time{std::chrono::milliseconds{INT64_MAX}};
  const auto cursor =
      before.value_or(registry::AuditCursor{end_of_time, OrganisationId{INT64_MAX}, INT64_MAX});
  std::vector<AuditEntry> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_entries, filter.organisation, filter.action,
                      filter.subject, filter.request_id, filter.person,
                      filter.from.value_or(registry::Time{}), filter.until.value_or(end_of_time),
                      cursor.at, cursor.organisation, cursor.number, limit);
    while (rows.next()) found.push_back(entry_from(rows));
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
      const auto entry = entry_from(rows);
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
