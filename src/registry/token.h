#pragma once
// API tokens: what lets an organisation's programs in. The text is shown once; only a hash is kept.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "registry/ids.h"
#include "registry/organisation.h"
#include "registry/role.h"
#include "registry/scope.h"
#include "registry/time.h"

namespace muster::registry {

using TokenHash = std::array<std::uint8_t, 32>;  ///< SHA-256 of the token's text

struct Token {
  TokenId id;
  OrganisationId organisation;
  std::string name;  ///< 1..128 characters
  Role role = Role::reader;
  Scopes scopes = Scopes::all();
  /// Whose it is, and then the role is that person's, as it is now. None: the organisation's.
  PersonId person;
  ClientId client;  ///< the API client that it was issued to; none: made by hand
  std::string created_by;
  Time created_at;
  std::optional<Time> expires_at;
  std::optional<Time> last_used_at;  ///< to the minute
  std::optional<Time> revoked_at;
};

/// Thread-safe; blocks on the database.
class Tokens {
 public:
  virtual ~Tokens() = default;
  /// Keeps the token; `id` and `created_at` are given to it.
  virtual Token create(Token token, const TokenHash& hash) = 0;
  struct Holder {
    Token token;
    Organisation organisation;
    std::string person_name;  ///< of the person whose it is
  };
  /// nullopt also when the person has left the organisation, or the client was revoked.
  virtual std::optional<Holder> find(const TokenHash& hash) = 0;
  virtual void used(TokenId id, Time when) = 0;
  /// Those of an organisation that were made by hand, and those of its people.
  virtual std::vector<Token> list(OrganisationId organisation) = 0;
  virtual bool revoke(OrganisationId organisation, TokenId id) = 0;
  /// Deletes the tokens of a client that have expired; for none, those of every client.
  virtual void forget_expired(ClientId client) = 0;
};

}  // namespace muster::registry
