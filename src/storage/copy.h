#pragma once
// A whole store from one engine to the other, checked afterwards.

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/store.h"

namespace muster::storage {

/// Where a store is: a folder with SQLite files, or a PostgreSQL database.
struct CopyPlace {
  enum class Engine : std::uint8_t { sqlite, postgres };
  Engine engine = Engine::sqlite;
  std::string where;  ///< folder; or address as libpq takes it
};

struct CopyOptions {
  std::size_t rows_at_once = 10'000;  ///< in one transaction of the target
};

/// What is under way: `doing` is "Copying" or "Comparing".
struct CopyProgress {
  std::string_view doing;
  std::uint64_t rows = 0;   ///< of all tables
  std::uint64_t total = 0;  ///< in the source
};

/// One table on both sides. The checksum is the sum, modulo 2^128, of the BLAKE2b of each row, made
/// of every column in one form for both engines; so it does not depend on the order of the rows,
/// which differs, because keys do.
struct ComparedTable {
  std::string name;
  std::uint64_t source_rows = 0;
  std::uint64_t target_rows = 0;
  std::string source_checksum;  ///< 32 hexadecimal digits
  std::string target_checksum;

  bool is_same() const { return source_rows == target_rows && source_checksum == target_checksum; }
};

/// Copies every table but `processes`; what processes had in hand is nobody's in the copy. Nobody
/// may use either side: a server's folder is refused, as is a database with living processes, and
/// both are held until it is done. The source has to be of this program's version. The target is
/// empty, or is what an earlier copy of the same source left when it was cut off: how far each
/// table got is noted with its rows, and it goes on there. Then both sides are read again and
/// compared; only where all is the same does the target become a store that a server opens.
std::expected<std::vector<ComparedTable>, OpenError> copy_store(
    const CopyPlace& from, const CopyPlace& to, const CopyOptions& options,
    const std::function<void(const CopyProgress&)>& progress);

}  // namespace muster::storage
