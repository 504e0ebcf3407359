#include "storage/token_records.h"

#include "storage/organisation_row.h"
#include "storage/random_id.h"

namespace muster::storage {
namespace {

using registry::ClientId;
using registry::OrganisationId;
using registry::PersonId;
using registry::Role;
using registry::Scopes;
using registry::Token;
using registry::TokenId;

Token token_from(const Rows& rows) {
  return {.id = rows.id<TokenId>(0),
          .organisation = rows.id<OrganisationId>(1),
          .name = rows.text(2),
          .role = rows.as<Role>(3),
          .scopes = Scopes::from_bits(rows.integer(4)),
          .person = rows.id<PersonId>(5),
          .client = rows.id<ClientId>(6),
          .created_by = rows.text(7),
          .created_at = rows.time(8),
          .expires_at = rows.maybe_time(9),
          .last_used_at = rows.maybe_time(10),
          .revoked_at = rows.maybe_time(11)};
}

}  // namespace

#define MUSTER_TOKEN_COLUMNS                                                                    \
  "t.id, t.organisation_id, t.name, t.role, t.scopes, t.person_id, t.client_id, t.created_by, " \
  "t.created_at, t.expires_at, t.last_used_at, t.revoked_at"
constexpr int token_columns = 12;

constexpr std::string_view insert_token = R"(
  INSERT INTO tokens (id, organisation_id, name, role, scopes, person_id, client_id, created_by,
                      created_at, expires_at, hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))";

Token TokenRecords::create(Token token, const registry::TokenHash& hash) {
  token.id = TokenId{random_id()};
  token.created_at = clock_.now();
  database_.write([&](Connection& connection) {
    execute(connection, insert_token, token.id, token.organisation, token.name, token.role,
            token.scopes.bits(), token.person, token.client, token.created_by, token.created_at,
            token.expires_at, hash);
  });
  return token;
}

constexpr std::string_view select_holder =
    "SELECT " MUSTER_TOKEN_COLUMNS ", " MUSTER_ORGANISATION_COLUMNS R"(,
         coalesce(p.name, ''), m.role, c.revoked_at
    FROM tokens t
    JOIN organisations o ON o.id = t.organisation_id
    LEFT JOIN people p ON p.id = t.person_id
    LEFT JOIN memberships m ON m.person_id = t.person_id AND m.organisation_id = t.organisation_id
    LEFT JOIN api_clients c ON c.id = t.client_id
   WHERE t.hash = $1)";

std::optional<registry::Tokens::Holder> TokenRecords::find(const registry::TokenHash& hash) {
  std::optional<Holder> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_holder, hash);
    if (!rows.next()) return;
    constexpr int after = token_columns + organisation_columns;
    Holder holder{.token = token_from(rows),
                  .organisation = organisation_from(rows, token_columns),
                  .person_name = rows.text(after)};
    if (!rows.is_null(after + 2)) return;  // its client was revoked
    if (holder.token.person) {
      if (rows.is_null(after + 1)) return;  // the person has left
      holder.token.role = rows.as<Role>(after + 1);
    } else if (static_cast<int>(holder.token.role) == 0) {
      holder.token.role = registry::full_role_of(holder.organisation.kind);
    }
    found = std::move(holder);
  });
  return found;
}

constexpr std::string_view update_used = R"(
  UPDATE tokens SET last_used_at = $2 WHERE id = $1)";

void TokenRecords::used(TokenId id, registry::Time when) {
  database_.write([&](Connection& connection) { execute(connection, update_used, id, when); },
                  Database::Durability::later);
}

// What a client was issued goes by itself, and is many.
constexpr std::string_view select_tokens = "SELECT " MUSTER_TOKEN_COLUMNS R"(, m.role
    FROM tokens t
    LEFT JOIN memberships m ON m.person_id = t.person_id AND m.organisation_id = t.organisation_id
   WHERE t.organisation_id = $1 AND t.client_id = 0
   ORDER BY t.created_at, t.id)";

std::vector<Token> TokenRecords::list(OrganisationId organisation) {
  std::vector<Token> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_tokens, organisation);
    while (rows.next()) {
      found.push_back(token_from(rows));
      if (!rows.is_null(token_columns)) found.back().role = rows.as<Role>(token_columns);
    }
  });
  return found;
}

constexpr std::string_view update_revoked = R"(
  UPDATE tokens SET revoked_at = $3
   WHERE id = $2 AND organisation_id = $1 AND revoked_at IS NULL)";

bool TokenRecords::revoke(OrganisationId organisation, TokenId id) {
  bool revoked = false;
  database_.write([&](Connection& connection) {
    revoked = execute(connection, update_revoked, organisation, id, clock_.now()) > 0;
  });
  return revoked;
}

constexpr std::string_view delete_expired = R"(
  DELETE FROM tokens WHERE client_id <> 0 AND client_id = $1 AND expires_at <= $2)";
constexpr std::string_view delete_all_expired = R"(
  DELETE FROM tokens WHERE client_id <> 0 AND expires_at <= $2)";

void TokenRecords::forget_expired(ClientId client) {
  database_.write(
      [&](Connection& connection) {
        execute(connection, client ? delete_expired : delete_all_expired, client, clock_.now());
      },
      Database::Durability::later);
}

}  // namespace muster::storage
