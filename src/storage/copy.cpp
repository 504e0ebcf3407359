// Pages of rows in the order of the source's keys: an index is read on, however large the table is,
// and where a page ended is all that has to be known to go on.

#include "storage/copy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sodium.h>

#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "storage/copy_side.h"

namespace muster::storage {
namespace {

/// Beyond the rows of the page itself a row says nothing of processes: they are not copied.
std::string expression_of(const CopyColumn& column) {
  return column.name == "process_id" ? "0" : column.name;
}

/// Reads tables of one side, page by page.
class PageReader {
 public:
  PageReader(CopySide& side, std::size_t rows_at_once) : side_(side), rows_(rows_at_once) {}

  std::uint64_t count(const CopyTable& table) {
    auto rows =
        query(side_.connection_for(table),
              text(fmt::format("SELECT count(*) FROM {}{}", table.table, where(table, ""))));
    rows.next();
    return static_cast<std::uint64_t>(rows.integer(0));
  }

  bool is_empty(const CopyTable& table) {
    return !query(side_.connection_for(table),
                  text(fmt::format("SELECT 1 FROM {}{} LIMIT 1", table.table, where(table, ""))))
                .next();
  }

  /// At most so many rows after this key, or the first ones; empty after the last.
  std::vector<CopyRow> page(const CopyTable& table, const CopyRow* after) {
    auto& statement = side_.connection_for(table).prepare(page_text(table, after != nullptr));
    if (after != nullptr) {
      for (std::size_t i = 0; i < after->size(); ++i) {
        bind_value(statement, static_cast<int>(i) + 1, (*after)[i]);
      }
    }
    Rows rows(statement);
    std::vector<CopyRow> found;
    while (rows.next()) {
      auto& row = found.emplace_back();
      row.reserve(table.columns.size());
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        row.push_back(value_at(statement, static_cast<int>(i), table.columns[i].type));
      }
    }
    return found;
  }

  CopyRow key_of(const CopyTable& table, const CopyRow& row) {
    CopyRow key;
    for (const auto place : layout(table).places) {
      key.push_back(row[static_cast<std::size_t>(place)]);
    }
    return key;
  }

 private:
  struct Layout {
    std::vector<std::string> key;
    std::vector<int> places;  ///< of the key's columns in a row
  };

  const Layout& layout(const CopyTable& table) {
    auto& known = layouts_[table.name];
    if (known.key.empty()) {
      known.key = side_.key_of(table);
      for (const auto& column : known.key) known.places.push_back(table.place_of(column));
    }
    return known;
  }

  static std::string where(const CopyTable& table, const std::string& condition) {
    if (table.only.empty() && condition.empty()) return {};
    const bool both = !table.only.empty() && !condition.empty();
    return fmt::format(" WHERE {}{}{}", table.only, both ? " AND " : "", condition);
  }

  const std::string& page_text(const CopyTable& table, bool goes_on) {
    const auto& key = layout(table).key;
    std::vector<std::string> columns;
    for (const auto& column : table.columns) columns.push_back(expression_of(column));
    std::vector<std::string> parameters;
    for (std::size_t i = 0; i < key.size(); ++i) parameters.push_back(fmt::format("${}", i + 1));
    const auto after =
        goes_on ? fmt::format("({}) > ({})", fmt::join(key, ", "), fmt::join(parameters, ", "))
                : std::string();
    return text(fmt::format("SELECT {} FROM {}{} ORDER BY {} LIMIT {}", fmt::join(columns, ", "),
                            table.table, where(table, after), fmt::join(key, ", "), rows_));
  }

  /// Connections know their statements by the address of the text.
  const std::string& text(const std::string& sql) { return texts_[sql] = sql; }

  CopySide& side_;
  const std::size_t rows_;
  std::map<std::string, Layout> layouts_;
  std::map<std::string, std::string> texts_;
};

class Copy {
 public:
  Copy(CopySide& source, CopySide& target, const CopyOptions& options,
       const std::function<void(const CopyProgress&)>& progress)
      : target_(target),
        tables_(tables_to_copy()),
        from_(source, options.rows_at_once),
        to_(target, options.rows_at_once),
        tell_(progress) {}

  std::expected<std::vector<ComparedTable>, OpenError> run() {
    for (const auto& table : tables_) progress_.total += from_.count(table);
    if (auto ready = prepare(); !ready) return std::unexpected(ready.error());
    progress_.doing = "Copying";
    for (const auto& table : tables_) copy(table);
    progress_.doing = "Comparing";
    progress_.rows = 0;
    std::vector<ComparedTable> compared;
    bool all_same = true;
    for (const auto& table : tables_) {
      compared.push_back(compare(table));
      all_same = all_same && compared.back().is_same();
    }
    if (all_same) target_.finish();
    return compared;
  }

 private:
  /// The installation's secret makes it one of its kind; its checksum tells no secret.
  std::string name_of_source() {
    TableChecksum checksum;
    for (const auto& table : tables_) {
      if (table.name != "installation" && table.table == "installation") {
        for (const auto& row : from_.page(table, nullptr)) checksum.add(row);
      }
    }
    return checksum.text();
  }

  std::expected<void, OpenError> prepare() {
    const auto source = name_of_source();
    const auto began = target_.source();
    if (began.empty()) {
      for (const auto& table : tables_) {
        if (to_.is_empty(table)) continue;
        return std::unexpected(OpenError{
            OpenError::Kind::not_empty,
            fmt::format("The target is not empty: table {} has rows. Give a new folder or "
                        "an empty database.",
                        table.name)});
      }
      target_.begin(source);
    } else if (began != source) {
      return std::unexpected(
          OpenError{OpenError::Kind::not_empty,
                    "The target holds part of a copy of another installation. Give a new folder or "
                    "an empty database, or the source that it was begun with."});
    }
    return {};
  }

  void copy(const CopyTable& table) {
    if (!target_.takes(table)) {
      step(from_.count(table));
      return;
    }
    auto mark = target_.mark_of(table);
    if (mark) step(mark->rows);
    for (;;) {
      const auto rows = from_.page(table, mark ? &mark->last_key : nullptr);
      if (rows.empty()) return;
      if (!mark) mark.emplace();
      mark->rows += rows.size();
      mark->last_key = from_.key_of(table, rows.back());
      target_.add(table, rows, *mark);
      step(rows.size());
    }
  }

  ComparedTable compare(const CopyTable& table) {
    ComparedTable compared;
    compared.name = table.name;
    std::tie(compared.source_rows, compared.source_checksum) = checksum(from_, table, true);
    std::tie(compared.target_rows, compared.target_checksum) = checksum(to_, table, false);
    return compared;
  }

  std::pair<std::uint64_t, std::string> checksum(PageReader& side, const CopyTable& table,
                                                 bool steps) {
    TableChecksum sum;
    std::uint64_t count = 0;
    std::optional<CopyRow> last;
    for (;;) {
      const auto rows = side.page(table, last ? &*last : nullptr);
      if (rows.empty()) return {count, sum.text()};
      for (const auto& row : rows) sum.add(row);
      count += rows.size();
      last = side.key_of(table, rows.back());
      if (steps) step(rows.size());
    }
  }

  void step(std::uint64_t rows) {
    progress_.rows += rows;
    tell_(progress_);
  }

  CopySide& target_;
  const std::vector<CopyTable> tables_;
  PageReader from_;
  PageReader to_;
  const std::function<void(const CopyProgress&)>& tell_;
  CopyProgress progress_;
};

OpenedSide open_side(const CopyPlace& place, bool is_target) {
  return place.engine == CopyPlace::Engine::sqlite
             ? sqlite::open_copy_side(place.where, is_target)
             : postgres::open_copy_side(place.where, is_target);
}

OpenError from_fault(const StorageFault& fault) {
  using Kind = StorageFault::Kind;
  const auto kind = fault.kind() == Kind::disk_full     ? OpenError::Kind::disk_full
                    : fault.kind() == Kind::unavailable ? OpenError::Kind::unavailable
                                                        : OpenError::Kind::damaged;
  return {kind, fmt::format("The copy stopped: {}. What is copied stays; the same command goes on "
                            "from there.",
                            fault.what())};
}

}  // namespace

int CopyTable::place_of(std::string_view column) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == column) return static_cast<int>(i);
  }
  throw std::logic_error(fmt::format("{} has no column {}", table, column));
}

OpenError unfinished_copy(const std::string& what) {
  return {
      OpenError::Kind::in_use,
      fmt::format("{} holds a copy that is not whole. Run the same `muster copy` again: it goes "
                  "on where it was cut off.",
                  what)};
}

std::expected<std::vector<ComparedTable>, OpenError> copy_store(
    const CopyPlace& from, const CopyPlace& to, const CopyOptions& options,
    const std::function<void(const CopyProgress&)>& progress) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
  try {
    const auto source = open_side(from, false);
    if (!source) return std::unexpected(source.error());
    const auto target = open_side(to, true);
    if (!target) return std::unexpected(target.error());
    return Copy(**source, **target, options, progress).run();
  } catch (const StorageFault& fault) {
    return std::unexpected(from_fault(fault));
  }
}

}  // namespace muster::storage
