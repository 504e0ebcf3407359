#pragma once
// A person as they stand in a row; sessions join it, too.

#include "registry/person.h"
#include "storage/sql.h"

namespace muster::storage {

/// In the order in which person_from() reads them; `p` is the table's name in the statement.
#define MUSTER_PERSON_COLUMNS                                                              \
  "p.id, p.email, p.name, p.language, p.password IS NOT NULL, p.totp_secret IS NOT NULL, " \
  "p.created_at, p.last_signed_in_at"
constexpr int person_columns = 8;

/// `first` is the column of the id.
inline registry::Person person_from(const Rows& rows, int first = 0) {
  return {.id = rows.id<registry::PersonId>(first),
          .email = rows.text(first + 1),
          .name = rows.text(first + 2),
          .language = rows.text(first + 3),
          .has_password = rows.boolean(first + 4),
          .has_second_factor = rows.boolean(first + 5),
          .created_at = rows.time(first + 6),
          .last_signed_in_at = rows.maybe_time(first + 7)};
}

}  // namespace muster::storage
