#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

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
  void was_kept(registry::OrganisationId organisation, std::string_view key) override;
  void release(registry::OrganisationId organisation, std::string_view key) override;
  void forget(registry::Time before) override;
  void forget_unanswered() override;

  /// The same as keep(), inside a transaction of the caller. Throws StorageFault (unavailable) when
  /// the reservation is not this process's any more: its lease ended, and somebody else does it.
  static void keep_in(Connection& connection, registry::OrganisationId organisation,
                      std::string_view key, const registry::Fingerprint& fingerprint,
                      const registry::KeptAnswer& answer, std::int64_t process);

 private:
  using Key = std::pair<registry::OrganisationId, std::string>;

  std::optional<Known> reserve_in_database(registry::OrganisationId organisation,
                                           std::string_view key);
  void let_go(const Key& key);

  Database& database_;
  const registry::Clock& clock_;
  const ProcessId& process_;
  std::mutex mutex_;
  std::set<Key> in_hand_;  ///< what this process is doing
};

}  // namespace muster::storage
