#pragma once
// How an entry of the audit log is read: one list of columns for every statement that returns them.

#include <string_view>

#include "registry/audit.h"
#include "storage/sql.h"

namespace muster::storage {

/// Columns 0..16 of a statement over `audit_log`.
#define MUSTER_AUDIT_COLUMNS                                                                \
  "organisation_id, number, at, action, subject, subject_name, value_before, value_after, " \
  "actor_organisation_id, actor_organisation_name, actor_name, actor_person_id, "           \
  "actor_token_id, address, request_id, previous, hash "

registry::AuditEntry audit_entry_from(const Rows& rows);
registry::AuditHash audit_hash_from(std::span<const std::uint8_t> blob);

}  // namespace muster::storage
