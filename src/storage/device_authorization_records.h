#pragma once

#include "registry/device_authorization.h"
#include "storage/sql.h"

namespace muster::storage {

/// Device authorizations in SQL. Thread-safe.
class DeviceAuthorizationRecords final : public registry::DeviceAuthorizations {
 public:
  DeviceAuthorizationRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  Made create(const registry::DeviceAuthorization& authorization,
              const registry::DeviceCodeHash& hash) override;
  std::optional<registry::DeviceAuthorization> find(const registry::DeviceCodeHash& hash) override;
  std::optional<registry::DeviceAuthorization> find_by_user_code(
      const std::string& user_code) override;
  void polled(const registry::DeviceCodeHash& hash, registry::Time when,
              std::chrono::seconds interval) override;
  bool approve(const std::string& user_code, const registry::DeviceApproval& approval) override;
  bool deny(const std::string& user_code) override;
  bool hand_out(const registry::DeviceCodeHash& hash) override;

 private:
  bool decide(const std::string& user_code, registry::DeviceAuthorizationState state,
              const registry::DeviceApproval& approval);

  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
