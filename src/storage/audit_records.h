#pragma once

#include "registry/audit.h"
#include "storage/sql.h"

namespace muster::storage {

/// The audit log in SQL. Thread-safe.
class AuditRecords final : public registry::AuditLog {
 public:
  AuditRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  void append(const registry::Cause& cause, registry::Change change) override;
  std::vector<registry::AuditEntry> list(const registry::AuditFilter& filter,
                                         const std::optional<registry::AuditCursor>& before,
                                         std::size_t limit) override;
  std::optional<registry::BrokenChain> verify(
      const std::function<void(std::int64_t)>& checked) override;

 private:
  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
