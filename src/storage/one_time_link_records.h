#pragma once

#include "registry/one_time_link.h"
#include "storage/sql.h"

namespace muster::storage {

/// One-time links in SQL. Thread-safe.
class OneTimeLinkRecords final : public registry::OneTimeLinks {
 public:
  OneTimeLinkRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  registry::OneTimeLink create(registry::OneTimeLink link, const registry::LinkHash& hash) override;
  std::optional<registry::OneTimeLink> find(const registry::LinkHash& hash) override;
  bool use(registry::LinkId id) override;
  std::vector<registry::OneTimeLink> invitations(registry::OrganisationId organisation) override;
  bool withdraw(registry::OrganisationId organisation, registry::LinkId id) override;

 private:
  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
