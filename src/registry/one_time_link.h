#pragma once
// Links that work once and not for ever: an invitation, a password to be set anew, the set-up of a
// fresh server. The link's secret is shown once; only its hash is kept.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/ids.h"
#include "registry/role.h"
#include "registry/time.h"

namespace muster::registry {

using LinkHash = std::array<std::uint8_t, 32>;  ///< SHA-256 of the link's secret

/// The numbers are stored.
enum class LinkPurpose : std::uint8_t {
  set_up = 1,          ///< the first operator's account; one for an installation
  invitation = 2,      ///< membership of an organisation, with a role
  password_reset = 3,  ///< a new password for a person
};
std::string_view to_string(LinkPurpose purpose);

struct OneTimeLink {
  LinkId id;
  LinkPurpose purpose = LinkPurpose::invitation;
  OrganisationId organisation;  ///< that one is invited to, or whose administrator made the link
  std::optional<Role> role;     ///< of an invitation
  PersonId person;              ///< whose password is set; none otherwise
  std::string email;            ///< of whom the link is meant for; empty for none
  std::string created_by;       ///< who made it, by name
  Time created_at;
  Time expires_at;
  std::optional<Time> used_at;

  bool is_good(Time now) const { return !used_at && now < expires_at; }
};

/// Thread-safe; blocks on the database.
class OneTimeLinks {
 public:
  virtual ~OneTimeLinks() = default;
  /// Keeps the link; `id` and `created_at` are given to it.
  virtual OneTimeLink create(OneTimeLink link, const LinkHash& hash) = 0;
  virtual std::optional<OneTimeLink> find(const LinkHash& hash) = 0;
  /// Marks it as used; false when it is used or expired already, whoever was first.
  virtual bool use(LinkId id) = 0;
  /// The invitations of an organisation that are still good.
  virtual std::vector<OneTimeLink> invitations(OrganisationId organisation) = 0;
  /// Forgets an invitation of this organisation; false when there is none.
  virtual bool withdraw(OrganisationId organisation, LinkId id) = 0;
};

}  // namespace muster::registry
