#pragma once

#include "registry/person.h"
#include "storage/sql.h"

namespace muster::storage {

/// People and their memberships in SQL. Thread-safe.
class PersonRecords final : public registry::People {
 public:
  PersonRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  std::expected<registry::Person, registry::PersonError> create(
      std::string email, std::string name, std::optional<std::string> password) override;
  std::optional<registry::Person> find(registry::PersonId id) override;
  std::optional<registry::Person> find_by_email(std::string_view email) override;
  void describe(registry::PersonId id, std::string name, std::string language) override;
  void signed_in(registry::PersonId id) override;

  registry::Credentials credentials(registry::PersonId id) override;
  void set_password(registry::PersonId id, std::string password) override;
  void propose_totp(registry::PersonId id, std::string key) override;
  void confirm_totp(registry::PersonId id, std::uint64_t step,
                    std::span<const registry::RecoveryHash> codes) override;
  void remove_totp(registry::PersonId id) override;
  void set_recovery_codes(registry::PersonId id,
                          std::span<const registry::RecoveryHash> codes) override;
  bool use_totp_step(registry::PersonId id, std::uint64_t step) override;
  bool use_recovery_code(registry::PersonId id, const registry::RecoveryHash& code) override;

  std::vector<registry::Membership> memberships(registry::PersonId id) override;
  std::optional<registry::Role> role_in(registry::PersonId id,
                                        registry::OrganisationId organisation) override;
  std::vector<registry::Member> members(registry::OrganisationId organisation,
                                        registry::PersonId after, std::size_t limit) override;
  std::expected<void, registry::PersonError> join(registry::PersonId id,
                                                  registry::OrganisationId organisation,
                                                  registry::Role role) override;
  std::expected<void, registry::PersonError> set_role(registry::PersonId id,
                                                      registry::OrganisationId organisation,
                                                      registry::Role role) override;
  std::expected<void, registry::PersonError> leave(registry::PersonId id,
                                                   registry::OrganisationId organisation) override;
  bool has_operator() override;

 private:
  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
