#pragma once
// One side of a copy: a store without its rules, as tables with rows.

#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/copy_row.h"
#include "storage/store.h"

namespace muster::storage {

struct CopyColumn {
  std::string name;
  CopyType type;
};

/// A table, or the part of one that a file of SQLite has. The same list serves both engines.
struct CopyTable {
  std::string name;  ///< its own: no two of the list have the same
  std::string table;
  std::string only;         ///< condition; empty: all rows
  bool identities = false;  ///< in the file of the identities
  std::vector<CopyColumn> columns;
  /// What makes a row one of its kind on SQLite.
  std::vector<std::string> key;

  int place_of(std::string_view column) const;  ///< in `columns`
};

/// Every table of a store but those that are not copied, by this program's migrations.
std::vector<CopyTable> tables_to_copy();

/// How far a table got.
struct CopyMark {
  std::uint64_t rows = 0;
  CopyRow last_key;
};

/// The table in which a target notes how far its copy got. A store that has it is not whole.
constexpr std::string_view copy_progress_table = "copy_progress";
/// The message for who would open such a store.
OpenError unfinished_copy(const std::string& what);

/// Used by one thread. Held for this process alone for as long as it lives. Throws StorageFault.
class CopySide {
 public:
  virtual ~CopySide() = default;
  /// What the order of its rows is made of.
  virtual std::vector<std::string> key_of(const CopyTable& table) = 0;
  /// False for what the engine derives from other tables.
  virtual bool takes(const CopyTable& table) = 0;
  /// The connection on which the table is read.
  virtual Connection& connection_for(const CopyTable& table) = 0;

  /// Adds rows and notes where they end, or neither.
  virtual void add(const CopyTable& table, std::span<const CopyRow> rows, const CopyMark& mark) = 0;
  /// Nothing where there is no note of this table, or none at all.
  virtual std::optional<CopyMark> mark_of(const CopyTable& table) = 0;
  /// The source of the copy that began here; empty: none did.
  virtual std::string source() = 0;
  virtual void begin(std::string_view source) = 0;
  /// The copy is whole: forgets the notes.
  virtual void finish() = 0;
};

using OpenedSide = std::expected<std::unique_ptr<CopySide>, OpenError>;

namespace sqlite {
/// `is_target`: is created and migrated as needed; otherwise it has to be of this version.
OpenedSide open_copy_side(const std::string& folder, bool is_target);
}  // namespace sqlite
namespace postgres {
OpenedSide open_copy_side(const std::string& address, bool is_target);
}  // namespace postgres

}  // namespace muster::storage
