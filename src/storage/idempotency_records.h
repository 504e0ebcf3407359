#pragma once

#include "registry/idempotency.h"
#include "storage/process_records.h"
#include "storage/sql.h"

namespace muster::storage {

/// Kept answers in SQL. Thread-safe.
class IdempotencyRecords final : public registry::Idempotency {
 public:
  IdempotencyRecords(Database& database, const registry::Clock& clock, const ProcessId& process)
      : database_(database), clock_(clock), process_(process) {}

  std::expected<void, Known> reserve(registry::OrganisationId organisation,
                                     std::string_view key) override;
  void keep(registry::OrganisationId organisation, std::string_view key,
            const registry::Fingerprint& fingerprint, const registry::KeptAnswer& answer) override;
  void release(registry::OrganisationId organisation, std::string_view key) override;
  void forget(registry::Time before) override;
  void forget_unanswered() override;

  /// The same as keep(), inside a transaction of the caller.
  static void keep_in(Connection& connection, registry::OrganisationId organisation,
                      std::string_view key, const registry::Fingerprint& fingerprint,
                      const registry::KeptAnswer& answer);

 private:
  Database& database_;
  const registry::Clock& clock_;
  const ProcessId& process_;
};

}  // namespace muster::storage
