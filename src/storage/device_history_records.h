#pragma once

#include "registry/device_history.h"
#include "storage/sql.h"

namespace muster::storage {

/// What happened to devices, read from the database of the organisations. Thread-safe.
class DeviceHistoryRecords final : public registry::DeviceHistories {
 public:
  explicit DeviceHistoryRecords(Database& database) : database_(database) {}

  std::optional<registry::Device> find(
      registry::OrganisationId customer, registry::RegistrationId id,
      std::optional<registry::OrganisationId> registered_by) override;
  std::vector<registry::RegistrationAttempt> attempts(
      registry::OrganisationId customer, registry::RegistrationId id,
      std::optional<registry::OrganisationId> registered_by) override;
  registry::DeviceSightings sightings(registry::OrganisationId customer,
                                      registry::RegistrationId id) override;
  std::vector<registry::DeviceDay> days(
      registry::OrganisationId customer, registry::Day first, registry::Day last,
      std::optional<registry::OrganisationId> registered_by) override;

 private:
  Database& database_;
};

}  // namespace muster::storage
