// /audit: who changed what. Each organisation reads its own log, the operator every one.

#include "api/audit_view.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {

using registry::Action;

void add_audit(Operations& operations) {
  auto& services = operations.services();
  const OperationOptions options{.takes_query = true, .produces = ""};
  operations.add(
      "GET", "/api/v1/audit", "list_all_audit_entries", Action::see_installation, options,
      [&services](const Call& call) { return audit_answer(services, call, std::nullopt); });
  operations.add("GET", "/api/v1/organisations/{organisation_id}/audit", "list_audit_entries",
                 Action::see_audit, options, [&services](const Call& call) {
                   return audit_answer(services, call, call.organisation.id);
                 });
}

}  // namespace muster::api::v1
