#pragma once
// API clients: programs of an organisation that exchange an id and a secret for tokens that live an
// hour (RFC 6749, 4.4). The secret is shown once; only a hash is kept.

#include <array>
#include <chrono>
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

using ClientSecretHash = std::array<std::uint8_t, 32>;  ///< SHA-256 of the secret's text

/// How long a token lives that a client was issued; never longer than the client itself.
constexpr std::chrono::milliseconds client_token_lasts = std::chrono::hours{1};

struct ApiClient {
  ClientId id;
  OrganisationId organisation;
  std::string name;  ///< 1..128 characters; its tokens have the same
  Role role = Role::reader;
  Scopes scopes = Scopes::all();
  std::string created_by;
  Time created_at;
  std::optional<Time> expires_at;
  std::optional<Time> last_used_at;  ///< a token was issued; to the minute
  std::optional<Time> revoked_at;

  bool is_good(Time now) const { return !revoked_at && (!expires_at || now < *expires_at); }
};

/// Thread-safe; blocks on the database.
class ApiClients {
 public:
  virtual ~ApiClients() = default;
  /// Keeps the client; `id` and `created_at` are given to it.
  virtual ApiClient create(ApiClient client, const ClientSecretHash& secret) = 0;
  struct Holder {
    ApiClient client;
    ClientSecretHash secret{};
  };
  /// Whoever has this id, of any organisation, good or not. For signing in.
  virtual std::optional<Holder> find(ClientId id) = 0;
  virtual std::optional<ApiClient> find(OrganisationId organisation, ClientId id) = 0;
  /// In the order in which they were made; the revoked ones, too.
  virtual std::vector<ApiClient> list(OrganisationId organisation) = 0;
  /// Another secret instead of the one before; tokens issued so far end. nullopt when the client
  /// does not exist or was revoked.
  virtual std::optional<ApiClient> rotate(OrganisationId organisation, ClientId id,
                                          const ClientSecretHash& secret) = 0;
  /// The client and the tokens issued to it end. False when there is none that was not revoked.
  virtual bool revoke(OrganisationId organisation, ClientId id) = 0;
  virtual void used(ClientId id, Time when) = 0;
};

}  // namespace muster::registry
