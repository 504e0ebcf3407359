#pragma once

#include "registry/enrolment.h"
#include "storage/sql.h"

namespace muster::storage {

/// Enrolment tokens and devices' keys in SQL, on the database of the organisations. Thread-safe.
class EnrolmentRecords final : public registry::Enrolments {
 public:
  EnrolmentRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  registry::EnrolmentToken create_token(registry::EnrolmentToken token,
                                        const registry::EnrolmentHash& hash) override;
  std::vector<registry::EnrolmentToken> tokens(registry::OrganisationId customer) override;
  bool revoke_token(registry::OrganisationId customer, registry::EnrolmentTokenId id) override;
  bool is_good_token(registry::OrganisationId customer,
                     const registry::EnrolmentHash& hash) override;
  std::optional<registry::EnrolmentToken> use_token(registry::OrganisationId customer,
                                                    const registry::EnrolmentHash& hash,
                                                    registry::RegistrationId device) override;
  bool enrol(registry::OrganisationId customer, registry::RegistrationId device,
             std::span<const std::uint8_t> key, registry::Time signed_at) override;
  bool allow_again(registry::OrganisationId customer, registry::RegistrationId device) override;
  std::optional<registry::DeviceKey> key_of(registry::OrganisationId customer,
                                            registry::RegistrationId device) override;
  void ask(registry::OrganisationId customer, registry::RegistrationId device,
           const registry::TpmChallenge& challenge) override;
  std::optional<registry::TpmChallenge> asked(registry::OrganisationId customer,
                                              registry::RegistrationId device) override;
  std::vector<bool> check_in(std::span<const registry::SignedCheckIn> check_ins) override;

 private:
  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
