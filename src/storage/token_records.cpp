#include "storage/token_records.h"

#include "storage/random_id.h"

namespace muster::storage {
namespace {

using registry::OrganisationId;
using registry::OrganisationKind;
using registry::Token;
using registry::TokenId;

Token token_from(const Rows& rows) {
  return {.id = rows.id<TokenId>(0),
          .organisation = rows.id<OrganisationId>(1),
          .name = rows.text(2),
          .created_at = rows.time(3),
          .expires_at = rows.maybe_time(4),
          .last_used_at = rows.maybe_time(5),
          .revoked_at = rows.maybe_time(6)};
}

}  // namespace

constexpr std::string_view insert_token = R"(
  INSERT INTO tokens (id, organisation_id, name, hash, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6))";

Token TokenRecords::create(OrganisationId organisation, std::string name,
                           const registry::TokenHash& hash,
                           std::optional<registry::Time> expires_at) {
  Token made{.id = TokenId{random_id()},
             .organisation = organisation,
             .name = std::move(name),
             .created_at = clock_.now(),
             .expires_at = expires_at};
  database_.write([&](Connection& connection) {
    execute(connection, insert_token, made.id, organisation, made.name, hash, made.created_at,
            expires_at);
  });
  return made;
}

constexpr std::string_view select_holder = R"(
  SELECT t.id, t.organisation_id, t.name, t.created_at, t.expires_at, t.last_used_at, t.revoked_at,
         o.kind, o.name, o.created_at
    FROM tokens t
    JOIN organisations o ON o.id = t.organisation_id
   WHERE t.hash = $1)";

std::optional<registry::Tokens::Holder> TokenRecords::find(const registry::TokenHash& hash) {
  std::optional<Holder> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_holder, hash);
    if (!rows.next()) return;
    found = Holder{.token = token_from(rows),
                   .organisation = {.id = rows.id<OrganisationId>(1),
                                    .kind = rows.as<OrganisationKind>(7),
                                    .name = rows.text(8),
                                    .created_at = rows.time(9)}};
  });
  return found;
}

constexpr std::string_view update_used = R"(
  UPDATE tokens SET last_used_at = $2 WHERE id = $1)";

void TokenRecords::used(TokenId id, registry::Time when) {
  database_.write([&](Connection& connection) { execute(connection, update_used, id, when); },
                  Database::Durability::later);
}

constexpr std::string_view select_tokens = R"(
  SELECT id, organisation_id, name, created_at, expires_at, last_used_at, revoked_at
    FROM tokens
   WHERE organisation_id = $1
   ORDER BY created_at, id)";

std::vector<Token> TokenRecords::list(OrganisationId organisation) {
  std::vector<Token> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_tokens, organisation);
    while (rows.next()) found.push_back(token_from(rows));
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

}  // namespace muster::storage
