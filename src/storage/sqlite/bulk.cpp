#include "storage/sqlite/bulk.h"

#include "storage/sqlite/settle.h"

namespace muster::storage::sqlite {

SqliteBulk::SqliteBulk(Database& organisations, Database& identities, std::int64_t recent_rows)
    : recent_rows_(recent_rows),
      claims_(identities,
              [recent_rows](Connection& connection) { settle_claims(connection, recent_rows); }),
      serials_(organisations,
               [recent_rows](Connection& connection) { settle_serials(connection, recent_rows); }) {
}

}  // namespace muster::storage::sqlite
