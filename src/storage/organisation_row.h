#pragma once
// An organisation as it stands in a row; other records join it, too.

#include "registry/organisation.h"
#include "storage/sql.h"

namespace muster::storage {

/// In the order in which organisation_from() reads them; `o` is the table's name in the statement.
#define MUSTER_ORGANISATION_COLUMNS "o.id, o.kind, o.name, o.created_at, o.state"
constexpr int organisation_columns = 5;

/// `first` is the column of the id.
inline registry::Organisation organisation_from(const Rows& rows, int first = 0) {
  return {.id = rows.id<registry::OrganisationId>(first),
          .kind = rows.as<registry::OrganisationKind>(first + 1),
          .name = rows.text(first + 2),
          .created_at = rows.time(first + 3),
          .state = rows.as<registry::OrganisationState>(first + 4)};
}

}  // namespace muster::storage
