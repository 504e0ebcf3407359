#pragma once

#include "registry/request_record.h"
#include "storage/sql.h"

namespace muster::storage {

/// Requests and what became of them, in SQL. Thread-safe.
class RequestRecords final : public registry::RequestRecords {
 public:
  RequestRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  void keep(std::span<const registry::RequestRecord> requests) override;
  std::vector<registry::LateLine> add_lines(std::span<const registry::LateLine> lines) override;
  std::optional<registry::RequestRecord> find(std::optional<registry::OrganisationId> organisation,
                                              const std::string& request_id) override;
  void forget_old(const registry::RequestLimits& limits) override;

 private:
  void forget_before(registry::Time time, bool nobodys);

  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
