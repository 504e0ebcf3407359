#pragma once

#include "registry/token.h"
#include "storage/sql.h"

namespace muster::storage {

/// API tokens in SQL. Thread-safe.
class TokenRecords final : public registry::Tokens {
 public:
  TokenRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  registry::Token create(registry::Token token, const registry::TokenHash& hash) override;
  std::optional<Holder> find(const registry::TokenHash& hash) override;
  void used(registry::TokenId id, registry::Time when) override;
  std::vector<registry::Token> list(registry::OrganisationId organisation) override;
  bool revoke(registry::OrganisationId organisation, registry::TokenId id) override;
  void forget_expired(registry::ClientId client) override;

 private:
  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
