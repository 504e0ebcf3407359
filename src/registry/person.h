#pragma once
// People: who they are, what lets them in, and in which organisations they have which role.

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "registry/ids.h"
#include "registry/organisation.h"
#include "registry/role.h"
#include "registry/time.h"

namespace muster::registry {

struct Person {
  PersonId id;
  std::string email;     ///< as it was given; two that differ in the case of ASCII letters are one
  std::string name;      ///< 1..128 characters
  std::string language;  ///< BCP 47; empty: as the browser says
  bool has_password = false;
  bool has_second_factor = false;
  Time created_at;
  std::optional<Time> last_signed_in_at;
};

/// What a person proves to be themselves with. Never shown.
struct Credentials {
  std::optional<std::string> password;  ///< hashed, as security::PasswordHasher keeps it
  std::string totp_key;                 ///< bytes; empty: no second factor
  std::string proposed_totp_key;        ///< shown and not confirmed yet; empty for none
  std::uint64_t totp_last_step = 0;     ///< of the last code that was taken
};

using RecoveryHash = std::array<std::uint8_t, 32>;  ///< SHA-256 of a recovery code

struct Membership {
  Organisation organisation;
  Role role = Role::reader;
  Time since;
};
struct Member {
  Person person;
  Role role = Role::reader;
  Time since;
};

enum class PersonError : std::uint8_t {
  email_taken,
  not_found,
  already_member,
  last_one,  ///< nobody would be left who may do everything in the organisation
};

/// Thread-safe; blocks on the database.
class People {
 public:
  virtual ~People() = default;

  virtual std::expected<Person, PersonError> create(std::string email, std::string name,
                                                    std::optional<std::string> password) = 0;
  virtual std::optional<Person> find(PersonId id) = 0;
  virtual std::optional<Person> find_by_email(std::string_view email) = 0;
  virtual void describe(PersonId id, std::string name, std::string language) = 0;
  virtual void signed_in(PersonId id) = 0;

  virtual Credentials credentials(PersonId id) = 0;
  virtual void set_password(PersonId id, std::string password) = 0;
  virtual void propose_totp(PersonId id, std::string key) = 0;
  /// Makes the proposed key the person's second factor, with these recovery codes.
  virtual void confirm_totp(PersonId id, std::uint64_t step,
                            std::span<const RecoveryHash> codes) = 0;
  virtual void remove_totp(PersonId id) = 0;
  virtual void set_recovery_codes(PersonId id, std::span<const RecoveryHash> codes) = 0;
  /// Marks a step as taken; false when it, or a later one, was taken already.
  virtual bool use_totp_step(PersonId id, std::uint64_t step) = 0;
  /// False when there is no such code (any more).
  virtual bool use_recovery_code(PersonId id, const RecoveryHash& code) = 0;

  virtual std::vector<Membership> memberships(PersonId id) = 0;
  virtual std::optional<Role> role_in(PersonId id, OrganisationId organisation) = 0;
  /// Those of an organisation with an id after `after`, by id.
  virtual std::vector<Member> members(OrganisationId organisation, PersonId after,
                                      std::size_t limit) = 0;
  virtual std::expected<void, PersonError> join(PersonId id, OrganisationId organisation,
                                                Role role) = 0;
  virtual std::expected<void, PersonError> set_role(PersonId id, OrganisationId organisation,
                                                    Role role) = 0;
  virtual std::expected<void, PersonError> leave(PersonId id, OrganisationId organisation) = 0;
  /// Whether the installation has an operator who can sign in: if not, it waits to be set up.
  virtual bool has_operator() = 0;
};

}  // namespace muster::registry
