#pragma once
// What a person, or a program with a token, is within one organisation. What a role may do is said
// in registry/access.cpp and nowhere else.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "registry/organisation.h"

namespace muster::registry {

/// The numbers are stored.
enum class Role : std::uint8_t {
  operator_ = 1,       ///< runs the installation
  auditor = 2,         ///< sees what the operator sees and changes nothing
  admin_agent = 3,     ///< of a partner: everything
  sales_agent = 4,     ///< of a partner: registers and sees
  helpdesk_agent = 5,  ///< of a partner: sees, tags and retries
  administrator = 6,   ///< of a customer: everything
  publisher = 7,       ///< of a supplier: everything
  reader = 8,          ///< of a customer or a supplier: sees
};

std::string_view to_string(Role role);  ///< the API's word
/// What people read: `Sales agent`.
std::string_view title_of(Role role);
/// One sentence: what somebody with this role may do.
std::string_view description_of(Role role);

/// The roles that an organisation of this kind has, the one that may do everything first.
std::span<const Role> roles_of(OrganisationKind kind);
inline Role full_role_of(OrganisationKind kind) { return roles_of(kind).front(); }
/// nullopt for a text that names no role of this kind.
std::optional<Role> role_from(OrganisationKind kind, std::string_view text);

/// A set of roles, for tables.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const auto role : roles) bits_ |= bit(role);
  }
  constexpr bool contains(Role role) const { return (bits_ & bit(role)) != 0; }
  constexpr Roles operator|(Roles other) const {
    Roles both;
    both.bits_ = bits_ | other.bits_;
    return both;
  }

 private:
  static constexpr unsigned bit(Role role) { return 1U << static_cast<unsigned>(role); }
  unsigned bits_ = 0;
};

}  // namespace muster::registry
