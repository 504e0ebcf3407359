#include "storage/identity_provider_records.h"

#include <algorithm>

#include "storage/random_id.h"
#include "storage/text_list.h"

namespace muster::storage {
namespace {

using registry::IdentityProvider;
using registry::OrganisationId;
using registry::PendingSignIn;
using registry::PersonId;
using registry::ProviderError;
using registry::ProviderHash;
using registry::ProviderId;
using registry::ProviderRule;
using registry::Role;

/// Anybody may begin a sign-in, so what waits is bounded.
constexpr std::int64_t most_of_an_address = 500;
constexpr std::int64_t most_in_all = 20'000;

IdentityProvider provider_from(const Rows& rows) {
  return {.id = rows.id<ProviderId>(0),
          .name = rows.text(1),
          .issuer = rows.text(2),
          .client_id = rows.text(3),
          .client_secret = rows.text(4),
          .scopes = texts_from(rows.view(5)),
          .rules = {},
          .links_by_email = rows.boolean(6),
          .enabled = rows.boolean(7),
          .created_at = rows.time(8)};
}

}  // namespace

#define MUSTER_PROVIDER_COLUMNS                                                        \
  "p.id, p.name, p.issuer, p.client_id, p.client_secret, p.scopes, p.links_by_email, " \
  "p.enabled, p.created_at"

constexpr std::string_view delete_rules = R"(
  DELETE FROM identity_provider_rules WHERE provider_id = $1)";
constexpr std::string_view insert_rule = R"(
  INSERT INTO identity_provider_rules
    (provider_id, position, claim, value, organisation_id, role)
  VALUES ($1, $2, $3, $4, $5, $6))";
constexpr std::string_view select_rules = R"(
  SELECT claim, value, organisation_id, role
    FROM identity_provider_rules
   WHERE provider_id = $1
   ORDER BY position)";

namespace {

void set_rules(Connection& connection, const IdentityProvider& provider) {
  execute(connection, delete_rules, provider.id);
  std::int64_t position = 0;
  for (const auto& rule : provider.rules) {
    execute(connection, insert_rule, provider.id, position++, rule.claim, rule.value,
            rule.organisation, rule.role);
  }
}

void read_rules(Connection& connection, IdentityProvider& provider) {
  auto rows = query(connection, select_rules, provider.id);
  while (rows.next()) {
    provider.rules.push_back({.claim = rows.text(0),
                              .value = rows.text(1),
                              .organisation = rows.id<OrganisationId>(2),
                              .role = rows.as<Role>(3)});
  }
}

}  // namespace

constexpr std::string_view insert_provider = R"(
  INSERT INTO identity_providers
    (id, name, issuer, client_id, client_secret, scopes, links_by_email, enabled, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (name) DO NOTHING)";

std::expected<IdentityProvider, ProviderError> IdentityProviderRecords::create(
    IdentityProvider provider) {
  provider.id = ProviderId{random_id()};
  provider.created_at = clock_.now();
  bool inserted = false;
  database_.write([&](Connection& connection) {
    inserted = execute(connection, insert_provider, provider.id, provider.name, provider.issuer,
                       provider.client_id, provider.client_secret, to_text(provider.scopes),
                       provider.links_by_email, provider.enabled, provider.created_at) > 0;
    if (inserted) set_rules(connection, provider);
  });
  if (!inserted) return std::unexpected(ProviderError::name_taken);
  return provider;
}

constexpr std::string_view select_provider =
    "SELECT " MUSTER_PROVIDER_COLUMNS " FROM identity_providers p WHERE p.id = $1";

std::optional<IdentityProvider> IdentityProviderRecords::find(ProviderId id) {
  std::optional<IdentityProvider> found;
  database_.read([&](Connection& connection) {
    {
      auto rows = query(connection, select_provider, id);
      if (!rows.next()) return;
      found = provider_from(rows);
    }
    read_rules(connection, *found);
  });
  return found;
}

constexpr std::string_view select_providers =
    "SELECT " MUSTER_PROVIDER_COLUMNS " FROM identity_providers p ORDER BY p.name";

std::vector<IdentityProvider> IdentityProviderRecords::list() {
  std::vector<IdentityProvider> found;
  database_.read([&](Connection& connection) {
    {
      auto rows = query(connection, select_providers);
      while (rows.next()) found.push_back(provider_from(rows));
    }
    for (auto& provider : found) read_rules(connection, provider);
  });
  return found;
}

constexpr std::string_view select_namesake = R"(
  SELECT 1 FROM identity_providers WHERE name = $1 AND id <> $2)";
constexpr std::string_view update_provider = R"(
  UPDATE identity_providers
     SET name = $2, client_id = $3, client_secret = $4, scopes = $5, links_by_email = $6,
         enabled = $7
   WHERE id = $1)";

std::expected<void, ProviderError> IdentityProviderRecords::change(
    const IdentityProvider& provider) {
  std::expected<void, ProviderError> result;
  database_.write([&](Connection& connection) {
    if (query(connection, select_namesake, provider.name, provider.id).next()) {
      result = std::unexpected(ProviderError::name_taken);
    } else if (execute(connection, update_provider, provider.id, provider.name, provider.client_id,
                       provider.client_secret, to_text(provider.scopes), provider.links_by_email,
                       provider.enabled) == 0) {
      result = std::unexpected(ProviderError::not_found);
    } else {
      set_rules(connection, provider);
    }
  });
  return result;
}

constexpr std::string_view delete_provider = R"(
  DELETE FROM identity_providers WHERE id = $1)";
constexpr std::string_view delete_accounts = R"(
  DELETE FROM provider_accounts WHERE provider_id = $1)";
constexpr std::string_view delete_given = R"(
  DELETE FROM provider_memberships WHERE provider_id = $1)";
constexpr std::string_view delete_pending = R"(
  DELETE FROM provider_sign_ins WHERE provider_id = $1)";

bool IdentityProviderRecords::remove(ProviderId id) {
  bool removed = false;
  database_.write([&](Connection& connection) {
    removed = execute(connection, delete_provider, id) > 0;
    for (const auto sql : {delete_rules, delete_accounts, delete_given, delete_pending}) {
      execute(connection, sql, id);
    }
  });
  return removed;
}

constexpr std::string_view select_person = R"(
  SELECT person_id FROM provider_accounts WHERE provider_id = $1 AND subject = $2)";

std::optional<PersonId> IdentityProviderRecords::person_of(ProviderId id,
                                                           std::string_view subject) {
  std::optional<PersonId> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_person, id, subject);
    if (rows.next()) found = rows.id<PersonId>(0);
  });
  return found;
}

constexpr std::string_view upsert_account = R"(
  INSERT INTO provider_accounts (provider_id, subject, person_id) VALUES ($1, $2, $3)
  ON CONFLICT (provider_id, subject) DO UPDATE SET person_id = excluded.person_id)";

void IdentityProviderRecords::know(ProviderId id, std::string_view subject, PersonId person) {
  database_.write(
      [&](Connection& connection) { execute(connection, upsert_account, id, subject, person); });
}

constexpr std::string_view select_given = R"(
  SELECT organisation_id FROM provider_memberships
   WHERE provider_id = $1 AND person_id = $2
   ORDER BY organisation_id)";

std::vector<OrganisationId> IdentityProviderRecords::given(ProviderId id, PersonId person) {
  std::vector<OrganisationId> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_given, id, person);
    while (rows.next()) found.push_back(rows.id<OrganisationId>(0));
  });
  return found;
}

constexpr std::string_view insert_given = R"(
  INSERT INTO provider_memberships (provider_id, person_id, organisation_id) VALUES ($1, $2, $3)
  ON CONFLICT (provider_id, person_id, organisation_id) DO NOTHING)";

void IdentityProviderRecords::give(ProviderId id, PersonId person, OrganisationId organisation) {
  database_.write(
      [&](Connection& connection) { execute(connection, insert_given, id, person, organisation); });
}

constexpr std::string_view delete_old = R"(
  DELETE FROM provider_sign_ins WHERE created_at <= $1)";
constexpr std::string_view count_pending = R"(
  SELECT count(*), coalesce(sum(CASE WHEN address = $1 THEN 1 ELSE 0 END), 0)
    FROM provider_sign_ins)";
constexpr std::string_view insert_pending = R"(
  INSERT INTO provider_sign_ins
    (state_hash, browser_hash, provider_id, nonce, verifier, redirect_uri, address, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8))";

bool IdentityProviderRecords::begin(const ProviderHash& state, const PendingSignIn& sign_in) {
  bool begun = false;
  const auto now = clock_.now();
  database_.write(
      [&](Connection& connection) {
        execute(connection, delete_old, now - registry::provider_sign_in_lasts);
        {
          auto counts = query(connection, count_pending, sign_in.address);
          counts.next();
          if (counts.integer(0) >= most_in_all || counts.integer(1) >= most_of_an_address) return;
        }
        execute(connection, insert_pending, state, sign_in.browser, sign_in.provider, sign_in.nonce,
                sign_in.code_verifier, sign_in.redirect_uri, sign_in.address, now);
        begun = true;
      },
      Database::Durability::later);
  return begun;
}

constexpr std::string_view select_pending = R"(
  SELECT provider_id, browser_hash, nonce, verifier, redirect_uri, address, created_at
    FROM provider_sign_ins
   WHERE state_hash = $1 AND created_at > $2)";
constexpr std::string_view delete_taken = R"(
  DELETE FROM provider_sign_ins WHERE state_hash = $1)";

std::optional<PendingSignIn> IdentityProviderRecords::take(const ProviderHash& state) {
  std::optional<PendingSignIn> found;
  const auto oldest = clock_.now() - registry::provider_sign_in_lasts;
  database_.write([&](Connection& connection) {
    {
      auto rows = query(connection, select_pending, state, oldest);
      if (!rows.next()) return;
      found = PendingSignIn{.provider = rows.id<ProviderId>(0),
                            .nonce = rows.text(2),
                            .code_verifier = rows.text(3),
                            .redirect_uri = rows.text(4),
                            .address = rows.text(5),
                            .created_at = rows.time(6)};
      const auto browser = rows.blob(1);
      if (browser.size() == found->browser.size()) {
        std::ranges::copy(browser, found->browser.begin());
      }
    }
    // Of two that take it at once, one deletes it.
    if (execute(connection, delete_taken, state) == 0) found.reset();
  });
  return found;
}

constexpr std::string_view insert_logout = R"(
  INSERT INTO provider_logouts (provider_id, token_hash, expires_at) VALUES ($1, $2, $3)
  ON CONFLICT (provider_id, token_hash) DO NOTHING)";

bool IdentityProviderRecords::note_logout(ProviderId id, const ProviderHash& token,
                                          registry::Time expires_at) {
  bool noted = false;
  database_.write([&](Connection& connection) {
    noted = execute(connection, insert_logout, id, token, expires_at) > 0;
  });
  return noted;
}

constexpr std::string_view delete_logouts = R"(
  DELETE FROM provider_logouts WHERE expires_at <= $1)";

void IdentityProviderRecords::forget_old() {
  const auto now = clock_.now();
  database_.write([&](Connection& connection) {
    execute(connection, delete_old, now - registry::provider_sign_in_lasts);
    // A token is taken for a while beyond its end, because clocks differ.
    execute(connection, delete_logouts, now - std::chrono::hours{1});
  });
}

}  // namespace muster::storage
