#pragma once

#include "registry/device.h"
#include "storage/sql.h"

namespace muster::storage {

/// Devices in SQL, on the database of the organisations. Thread-safe.
class DeviceRecords final : public registry::Devices {
 public:
  DeviceRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  std::vector<registry::Device> list(registry::OrganisationId customer,
                                     const registry::DeviceQuery& query,
                                     const registry::ActiveWindow& window) override;
  std::optional<registry::Device> at(registry::OrganisationId customer,
                                     const registry::DeviceQuery& query,
                                     const registry::ActiveWindow& window,
                                     std::int64_t place) override;
  std::optional<registry::Device> find(registry::OrganisationId customer,
                                       registry::RegistrationId id) override;
  registry::DeviceCounts counts(registry::OrganisationId customer,
                                const registry::ActiveWindow& window,
                                std::optional<registry::OrganisationId> registered_by) override;
  std::expected<void, registry::DeviceRefusal> change(
      registry::OrganisationId customer, registry::RegistrationId id,
      const registry::DeviceChange& change) override;
  using Devices::remove;
  std::vector<std::expected<registry::Device, registry::DeviceRefusal>> remove(
      registry::OrganisationId customer, std::span<const registry::RegistrationId> ids) override;
  void removed(registry::OrganisationId customer, registry::RegistrationId id) override;
  std::vector<registry::Device> half_removed(std::size_t limit) override;
  std::expected<bool, registry::DeviceRefusal> check_in(registry::OrganisationId customer,
                                                        registry::RegistrationId id,
                                                        registry::Time seen_at) override;

 private:
  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
