#include "storage/audit_row.h"

#include <algorithm>

namespace muster::storage {

using registry::AuditEntry;
using registry::AuditHash;
using registry::OrganisationId;
using registry::PersonId;
using registry::TokenId;

AuditHash audit_hash_from(std::span<const std::uint8_t> blob) {
  AuditHash hash{};
  std::ranges::copy(blob.first(std::min(blob.size(), hash.size())), hash.begin());
  return hash;
}

AuditEntry audit_entry_from(const Rows& rows) {
  return {.number = rows.integer(1),
          .at = rows.time(2),
          .change = {.organisation = rows.id<OrganisationId>(0),
                     .action = rows.text(3),
                     .subject = rows.text(4),
                     .subject_name = rows.text(5),
                     .before = rows.text(6),
                     .after = rows.text(7)},
          .cause = {.organisation = rows.id<OrganisationId>(8),
                    .organisation_name = rows.text(9),
                    .name = rows.text(10),
                    .person = rows.id<PersonId>(11),
                    .token = rows.id<TokenId>(12),
                    .address = rows.text(13),
                    .request_id = rows.text(14)},
          .previous = audit_hash_from(rows.blob(15)),
          .hash = audit_hash_from(rows.blob(16))};
}

}  // namespace muster::storage
