#include "storage/person_records.h"

#include <algorithm>

#include "storage/organisation_row.h"
#include "storage/person_row.h"
#include "storage/random_id.h"

namespace muster::storage {
namespace {

using registry::Credentials;
using registry::Member;
using registry::Membership;
using registry::OrganisationId;
using registry::OrganisationKind;
using registry::Person;
using registry::PersonError;
using registry::PersonId;
using registry::RecoveryHash;
using registry::Role;

/// What makes two addresses the same. Beyond ASCII, case is left alone: no two servers agree on it.
std::string key_of(std::string_view email) {
  std::string key(email);
  std::ranges::transform(key, key.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return key;
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

constexpr std::string_view insert_person = R"(
  INSERT INTO people (id, email, email_key, name, language, password, totp_last_step, created_at)
  VALUES ($1, $2, $3, $4, '', $5, 0, $6)
  ON CONFLICT (email_key) DO NOTHING)";

std::expected<Person, PersonError> PersonRecords::create(std::string email, std::string name,
                                                         std::optional<std::string> password) {
  Person made{.id = PersonId{random_id()},
              .email = std::move(email),
              .name = std::move(name),
              .has_password = password.has_value(),
              .created_at = clock_.now()};
  bool inserted = false;
  database_.write([&](Connection& connection) {
    inserted = execute(connection, insert_person, made.id, made.email, key_of(made.email),
                       made.name, password, made.created_at) > 0;
  });
  if (!inserted) return std::unexpected(PersonError::email_taken);
  return made;
}

constexpr std::string_view select_person =
    "SELECT " MUSTER_PERSON_COLUMNS " FROM people p WHERE p.id = $1";

std::optional<Person> PersonRecords::find(PersonId id) {
  std::optional<Person> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_person, id);
    if (rows.next()) found = person_from(rows);
  });
  return found;
}

constexpr std::string_view select_by_email =
    "SELECT " MUSTER_PERSON_COLUMNS " FROM people p WHERE p.email_key = $1";

std::optional<Person> PersonRecords::find_by_email(std::string_view email) {
  std::optional<Person> found;
  const auto key = key_of(email);
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_by_email, key);
    if (rows.next()) found = person_from(rows);
  });
  return found;
}

constexpr std::string_view update_described = R"(
  UPDATE people SET name = $2, language = $3 WHERE id = $1)";

void PersonRecords::describe(PersonId id, std::string name, std::string language) {
  database_.write(
      [&](Connection& connection) { execute(connection, update_described, id, name, language); });
}

constexpr std::string_view update_signed_in = R"(
  UPDATE people SET last_signed_in_at = $2 WHERE id = $1)";

void PersonRecords::signed_in(PersonId id) {
  database_.write(
      [&](Connection& connection) { execute(connection, update_signed_in, id, clock_.now()); });
}

constexpr std::string_view select_credentials = R"(
  SELECT password, totp_secret, totp_proposed, totp_last_step FROM people WHERE id = $1)";

Credentials PersonRecords::credentials(PersonId id) {
  Credentials found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_credentials, id);
    if (!rows.next()) return;
    found = {.password = rows.maybe_text(0),
             .totp_key = text_of(rows.blob(1)),
             .proposed_totp_key = text_of(rows.blob(2)),
             .totp_last_step = static_cast<std::uint64_t>(rows.integer(3))};
  });
  return found;
}

constexpr std::string_view update_password = R"(
  UPDATE people SET password = $2 WHERE id = $1)";

void PersonRecords::set_password(PersonId id, std::string password) {
  database_.write(
      [&](Connection& connection) { execute(connection, update_password, id, password); });
}

constexpr std::string_view update_proposed = R"(
  UPDATE people SET totp_proposed = $2 WHERE id = $1)";

void PersonRecords::propose_totp(PersonId id, std::string key) {
  database_.write(
      [&](Connection& connection) { execute(connection, update_proposed, id, bytes_of(key)); });
}

constexpr std::string_view update_confirmed = R"(
  UPDATE people
     SET totp_secret = totp_proposed, totp_proposed = NULL, totp_last_step = $2
   WHERE id = $1 AND totp_proposed IS NOT NULL)";

void PersonRecords::confirm_totp(PersonId id, std::uint64_t step,
                                 std::span<const RecoveryHash> codes) {
  database_.write([&](Connection& connection) {
    execute(connection, update_confirmed, id, step);
    set_recovery_codes(id, codes);
  });
}

constexpr std::string_view update_without_totp = R"(
  UPDATE people SET totp_secret = NULL, totp_proposed = NULL WHERE id = $1)";

void PersonRecords::remove_totp(PersonId id) {
  database_.write([&](Connection& connection) {
    execute(connection, update_without_totp, id);
    set_recovery_codes(id, {});
  });
}

constexpr std::string_view delete_codes = R"(
  DELETE FROM recovery_codes WHERE person_id = $1)";
constexpr std::string_view insert_code = R"(
  INSERT INTO recovery_codes (person_id, hash) VALUES ($1, $2))";

void PersonRecords::set_recovery_codes(PersonId id, std::span<const RecoveryHash> codes) {
  database_.write([&](Connection& connection) {
    execute(connection, delete_codes, id);
    for (const auto& code : codes) execute(connection, insert_code, id, code);
  });
}

constexpr std::string_view update_step = R"(
  UPDATE people SET totp_last_step = $2 WHERE id = $1 AND totp_last_step < $2)";

bool PersonRecords::use_totp_step(PersonId id, std::uint64_t step) {
  bool used = false;
  database_.write(
      [&](Connection& connection) { used = execute(connection, update_step, id, step) > 0; });
  return used;
}

constexpr std::string_view delete_code = R"(
  DELETE FROM recovery_codes WHERE person_id = $1 AND hash = $2)";

bool PersonRecords::use_recovery_code(PersonId id, const RecoveryHash& code) {
  bool used = false;
  database_.write(
      [&](Connection& connection) { used = execute(connection, delete_code, id, code) > 0; });
  return used;
}

constexpr std::string_view select_memberships = "SELECT " MUSTER_ORGANISATION_COLUMNS R"(,
         m.role, m.since
    FROM memberships m
    JOIN organisations o ON o.id = m.organisation_id
   WHERE m.person_id = $1
   ORDER BY m.since, o.id)";

std::vector<Membership> PersonRecords::memberships(PersonId id) {
  std::vector<Membership> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_memberships, id);
    while (rows.next()) {
      found.push_back({.organisation = organisation_from(rows),
                       .role = rows.as<Role>(organisation_columns),
                       .since = rows.time(organisation_columns + 1)});
    }
  });
  return found;
}

constexpr std::string_view select_role = R"(
  SELECT role FROM memberships WHERE person_id = $1 AND organisation_id = $2)";

std::optional<Role> PersonRecords::role_in(PersonId id, OrganisationId organisation) {
  std::optional<Role> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_role, id, organisation);
    if (rows.next()) found = rows.as<Role>(0);
  });
  return found;
}

constexpr std::string_view select_members = "SELECT " MUSTER_PERSON_COLUMNS R"(,
         m.role, m.since
    FROM memberships m
    JOIN people p ON p.id = m.person_id
   WHERE m.organisation_id = $1 AND m.person_id > $2
   ORDER BY m.person_id
   LIMIT $3)";

std::vector<Member> PersonRecords::members(OrganisationId organisation, PersonId after,
                                           std::size_t limit) {
  std::vector<Member> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_members, organisation, after, limit);
    while (rows.next()) {
      found.push_back({.person = person_from(rows),
                       .role = rows.as<Role>(person_columns),
                       .since = rows.time(person_columns + 1)});
    }
  });
  return found;
}

constexpr std::string_view insert_membership = R"(
  INSERT INTO memberships (person_id, organisation_id, role, since) VALUES ($1, $2, $3, $4)
  ON CONFLICT (person_id, organisation_id) DO NOTHING)";

std::expected<void, PersonError> PersonRecords::join(PersonId id, OrganisationId organisation,
                                                     Role role) {
  bool joined = false;
  database_.write([&](Connection& connection) {
    joined = execute(connection, insert_membership, id, organisation, role, clock_.now()) > 0;
  });
  if (!joined) return std::unexpected(PersonError::already_member);
  return {};
}

// Whether somebody else has the role that may do everything.
constexpr std::string_view select_another = R"(
  SELECT 1 FROM memberships
   WHERE organisation_id = $1 AND role = $2 AND person_id <> $3
   LIMIT 1)";

namespace {

/// Whether the organisation could do without this person in this role.
bool is_dispensable(Connection& connection, PersonId id, OrganisationId organisation, Role role) {
  for (const auto kind : {OrganisationKind::operator_, OrganisationKind::partner,
                          OrganisationKind::customer, OrganisationKind::supplier}) {
    if (role == registry::full_role_of(kind)) {
      return query(connection, select_another, organisation, role, id).next();
    }
  }
  return true;
}

}  // namespace

constexpr std::string_view update_role = R"(
  UPDATE memberships SET role = $3 WHERE person_id = $1 AND organisation_id = $2)";

std::expected<void, PersonError> PersonRecords::set_role(PersonId id, OrganisationId organisation,
                                                         Role role) {
  std::expected<void, PersonError> result;
  database_.write([&](Connection& connection) {
    const auto now = role_in(id, organisation);
    if (!now) {
      result = std::unexpected(PersonError::not_found);
    } else if (*now != role && !is_dispensable(connection, id, organisation, *now)) {
      result = std::unexpected(PersonError::last_one);
    } else {
      execute(connection, update_role, id, organisation, role);
    }
  });
  return result;
}

// Whoever leaves acts for another of their organisations from now on, or for none.
constexpr std::string_view delete_membership = R"(
  DELETE FROM memberships WHERE person_id = $1 AND organisation_id = $2)";
constexpr std::string_view delete_given = R"(
  DELETE FROM provider_memberships WHERE person_id = $1 AND organisation_id = $2)";
constexpr std::string_view update_sessions = R"(
  UPDATE sessions
     SET organisation_id = coalesce((SELECT min(organisation_id) FROM memberships
                                      WHERE person_id = $1), 0)
   WHERE person_id = $1 AND organisation_id = $2)";
constexpr std::string_view revoke_tokens = R"(
  UPDATE tokens SET revoked_at = $3
   WHERE person_id = $1 AND person_id <> 0 AND organisation_id = $2 AND revoked_at IS NULL)";

std::expected<void, PersonError> PersonRecords::leave(PersonId id, OrganisationId organisation) {
  std::expected<void, PersonError> result;
  database_.write([&](Connection& connection) {
    const auto now = role_in(id, organisation);
    if (!now) {
      result = std::unexpected(PersonError::not_found);
    } else if (!is_dispensable(connection, id, organisation, *now)) {
      result = std::unexpected(PersonError::last_one);
    } else {
      execute(connection, delete_membership, id, organisation);
      execute(connection, delete_given, id, organisation);
      execute(connection, update_sessions, id, organisation);
      execute(connection, revoke_tokens, id, organisation, clock_.now());
    }
  });
  return result;
}

// 1: the role `operator`.
constexpr std::string_view select_operator = R"(
  SELECT 1 FROM memberships WHERE role = 1 LIMIT 1)";

bool PersonRecords::has_operator() {
  bool has = false;
  database_.read([&](Connection& connection) { has = query(connection, select_operator).next(); });
  return has;
}

}  // namespace muster::storage
