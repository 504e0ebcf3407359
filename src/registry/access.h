#pragma once
// Who may do what: the one function that every endpoint asks (design.md, "Security").

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "registry/ids.h"
#include "registry/organisation.h"

namespace muster::registry {

/// Whoever holds a valid token: an organisation, and the name of the token it came with.
struct Caller {
  Organisation organisation;
  TokenId token;
  std::string token_name;
};

enum class Action : std::uint8_t {
  see_organisation,
  create_organisation,
  manage_tokens,
  create_relationship,
  see_customer,      ///< that it exists, and its name
  see_devices,       ///< its devices and batches
  register_devices,  ///< upload, check first, retry, cancel
  change_devices,    ///< tag, assign, remove, check in
  see_directory,
  publish_directory,
};

/// What an action is done to: an organisation, and how the caller stands with it.
struct Resource {
  OrganisationId organisation;
  OrganisationKind kind = OrganisationKind::customer;
  std::optional<Relationship> relationship;  ///< the caller's active one with this customer
};

enum class Verdict : std::uint8_t {
  allowed,
  forbidden,  ///< the caller sees the resource but may not do this: 403
  hidden,     ///< the caller may not know that it exists: 404
};

Verdict may(const Caller& caller, Action action, const Resource& resource);

}  // namespace muster::registry
