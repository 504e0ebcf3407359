#pragma once
// API tokens: what lets an organisation's programs in. The text is shown once; only a hash is kept.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "registry/ids.h"
#include "registry/organisation.h"
#include "registry/time.h"

namespace muster::registry {

using TokenHash = std::array<std::uint8_t, 32>;  ///< SHA-256 of the token's text

struct Token {
  TokenId id;
  OrganisationId organisation;
  std::string name;  ///< 1..128 characters
  Time created_at;
  std::optional<Time> expires_at;
  std::optional<Time> last_used_at;  ///< to the minute
  std::optional<Time> revoked_at;
};

/// Thread-safe; blocks on the database.
class Tokens {
 public:
  virtual ~Tokens() = default;
  virtual Token create(OrganisationId organisation, std::string name, const TokenHash& hash,
                       std::optional<Time> expires_at) = 0;
  struct Holder {
    Token token;
    Organisation organisation;
  };
  virtual std::optional<Holder> find(const TokenHash& hash) = 0;
  virtual void used(TokenId id, Time when) = 0;
  virtual std::vector<Token> list(OrganisationId organisation) = 0;
  virtual bool revoke(OrganisationId organisation, TokenId id) = 0;
};

}  // namespace muster::registry
