#pragma once
// Pages of the audit log in JSON, and as CSV for people.

#include "api/operations.h"
#include "registry/audit.h"

namespace muster::api {

/// A page for the request's `limit` and `cursor`, the newest first; reads no other parameter.
http::Response audit_page(Services& services, const Call& call,
                          const registry::AuditFilter& filter);

/// A page, or the whole log as CSV when the request asks for text/csv: reads `action`, `subject`,
/// `request_id`, `person_id`, `from` and `until`, too.
http::Response audit_answer(Services& services, const Call& call,
                            std::optional<registry::OrganisationId> organisation);

}  // namespace muster::api
