#pragma once
// OpenID providers through which people sign in, and what they may become by it: rules map what a
// provider says of somebody to organisations and roles.

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/ids.h"
#include "registry/role.h"
#include "registry/time.h"

namespace muster::registry {

/// For so long a browser may stay at the provider.
constexpr std::chrono::milliseconds provider_sign_in_lasts = std::chrono::minutes{15};

/// Whoever comes with this value among those of the claim belongs to the organisation.
struct ProviderRule {
  std::string claim;  ///< of the ID token, such as `groups` or `roles`
  std::string value;  ///< compared byte for byte
  OrganisationId organisation;
  Role role = Role::reader;
  bool operator==(const ProviderRule&) const = default;
};

struct IdentityProvider {
  ProviderId id;
  std::string name;           ///< on its button of the sign-in page; unique
  std::string issuer;         ///< as the provider spells it; never changes
  std::string client_id;      ///< that it gave us
  std::string client_secret;  ///< needed again for each sign-in; empty: PKCE alone
  std::vector<std::string> scopes = {"openid", "email", "profile"};
  std::vector<ProviderRule> rules;  ///< for one organisation, the first that fits counts
  /// Whether somebody who has an account already is known by an e-mail address that the provider
  /// has verified. It can then let in as any of them, so it must be one that all of them trust.
  bool links_by_email = false;
  bool enabled = true;
  Time created_at;
};

/// What a provider says of somebody: the values of each claim.
using ProviderClaims = std::map<std::string, std::vector<std::string>, std::less<>>;

struct Grant {
  OrganisationId organisation;
  Role role = Role::reader;
  bool operator==(const Grant&) const = default;
};
/// What the rules make of the claims: each organisation once, in the order of the rules.
std::vector<Grant> grants_of(const std::vector<ProviderRule>& rules, const ProviderClaims& claims);

using ProviderHash = std::array<std::uint8_t, 32>;  ///< SHA-256

/// What is kept while the browser is at the provider. Good once.
struct PendingSignIn {
  ProviderId provider;
  ProviderHash browser{};  ///< of the cookie's value
  std::string nonce;
  std::string code_verifier;
  std::string redirect_uri;
  std::string address;  ///< from which it began
  Time created_at;
};

enum class ProviderError : std::uint8_t { name_taken, not_found };

/// Thread-safe; blocks on the database.
class IdentityProviders {
 public:
  virtual ~IdentityProviders() = default;

  /// Keeps the provider; `id` and `created_at` are given to it.
  virtual std::expected<IdentityProvider, ProviderError> create(IdentityProvider provider) = 0;
  virtual std::optional<IdentityProvider> find(ProviderId id) = 0;
  virtual std::vector<IdentityProvider> list() = 0;  ///< by name
  /// Everything but issuer and `created_at` becomes as given.
  virtual std::expected<void, ProviderError> change(const IdentityProvider& provider) = 0;
  /// Forgets the provider and whom it knows; people and memberships stay.
  virtual bool remove(ProviderId id) = 0;

  /// Who the provider's subject is here.
  virtual std::optional<PersonId> person_of(ProviderId id, std::string_view subject) = 0;
  virtual void know(ProviderId id, std::string_view subject, PersonId person) = 0;

  /// The organisations to which the person belongs because of this provider's rules.
  virtual std::vector<OrganisationId> given(ProviderId id, PersonId person) = 0;
  virtual void give(ProviderId id, PersonId person, OrganisationId organisation) = 0;

  /// False while too many wait, in all or from that address.
  virtual bool begin(const ProviderHash& state, const PendingSignIn& sign_in) = 0;
  /// The sign-in of that state, which is forgotten by it; nullopt for one that is unknown, used or
  /// too old.
  virtual std::optional<PendingSignIn> take(const ProviderHash& state) = 0;
  /// Notes a logout token; false when it was noted before.
  virtual bool note_logout(ProviderId id, const ProviderHash& token, Time expires_at) = 0;
  virtual void forget_old() = 0;
};

}  // namespace muster::registry
