// Two connections: one does the work, the other holds what keeps others out until it ends, however
// it ends.

#include "storage/copy_side.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <map>
#include <set>

#include "storage/migrations.h"
#include "storage/postgres/connection.h"
#include "storage/postgres/copy_rows.h"
#include "storage/postgres/migrate.h"
#include "storage/process_records.h"

namespace muster::storage::postgres {
namespace {

constexpr const char* create_progress = R"(
  CREATE TABLE IF NOT EXISTS copy_progress (
    table_name TEXT   NOT NULL PRIMARY KEY,  -- empty: which source it is
    copied     BIGINT NOT NULL,
    last_key   BYTEA  NOT NULL
  ))";

constexpr std::string_view upsert_progress = R"(
  INSERT INTO copy_progress (table_name, copied, last_key) VALUES ($1, $2, $3)
  ON CONFLICT (table_name) DO UPDATE SET copied = excluded.copied, last_key = excluded.last_key)";

constexpr std::string_view select_progress = R"(
  SELECT copied, last_key FROM copy_progress WHERE table_name = $1)";

constexpr std::string_view select_key = R"(
  SELECT a.attname
    FROM pg_index i
    CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (number, place)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
   WHERE i.indisprimary AND i.indrelid = $1::regclass
   ORDER BY k.place)";

constexpr std::string_view select_is_table = R"(
  SELECT 1 FROM pg_class WHERE oid = $1::regclass AND relkind IN ('r', 'p'))";

constexpr std::string_view select_small_integers = R"(
  SELECT attname FROM pg_attribute
   WHERE attrelid = $1::regclass AND attnum > 0 AND atttypid = 'integer'::regtype)";

constexpr std::string_view select_alive = R"(
  SELECT kind, host FROM processes WHERE alive_until > $1 ORDER BY started_at LIMIT 1)";

std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
std::string as_text(std::span<const std::uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }

class PgSide final : public CopySide {
 public:
  explicit PgSide(const std::string& address) : guard_(address), work_(address) {
    // Tables are read in the order of a key, page by page, which is right whatever the planner
    // knows of a table that was filled just now.
    work_.run(
        "SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off;"
        "SET random_page_cost = 1.1; SET statement_timeout = 0;");
    guard_.run("SET idle_in_transaction_session_timeout = 0");
  }

  /// Programs that start wait for the lock of migrations.
  void keep_newcomers_out() { lock_.emplace(guard_); }

  std::expected<void, OpenError> refuse_while_somebody_uses_it() {
    guard_.run("BEGIN");
    guard_.run("LOCK TABLE processes IN EXCLUSIVE MODE");
    auto rows = query(guard_, select_alive, lease_clock());
    if (!rows.next()) return {};
    return std::unexpected(
        OpenError{OpenError::Kind::in_use,
                  fmt::format("A {} on {} uses the database. Stop every `muster serve` and `muster "
                              "worker`, and copy then.",
                              rows.text(0), rows.text(1))});
  }

  PgConnection& guard() { return guard_; }

  std::vector<std::string> key_of(const CopyTable& table) override {
    std::vector<std::string> key;
    auto rows = query(work_, select_key, table.table);
    while (rows.next()) key.push_back(rows.text(0));
    return key.empty() ? table.key : key;  // a view has none
  }

  bool takes(const CopyTable& table) override {
    return query(work_, select_is_table, table.table).next();
  }

  Connection& connection_for(const CopyTable&) override { return work_; }

  void add(const CopyTable& table, std::span<const CopyRow> rows, const CopyMark& mark) override {
    const auto small = small_integers(table);
    CopyRows stream;
    for (const auto& row : rows) {
      stream.begin(static_cast<std::int16_t>(row.size()));
      for (std::size_t i = 0; i < row.size(); ++i) append(stream, row[i], small[i]);
    }
    std::vector<std::string> columns;
    for (const auto& column : table.columns) columns.push_back(column.name);
    in_transaction([&] {
      work_.copy_in(fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", table.table,
                                fmt::join(columns, ", ")),
                    stream.finish());
      execute(work_, upsert_progress, table.name, mark.rows, as_bytes(canonical(mark.last_key)));
    });
  }

  std::optional<CopyMark> mark_of(const CopyTable& table) override {
    auto rows = query(work_, select_progress, table.name);
    if (!rows.next()) return std::nullopt;
    return CopyMark{.rows = static_cast<std::uint64_t>(rows.integer(0)),
                    .last_key = from_canonical(as_text(rows.blob(1)))};
  }

  std::string source() override {
    if (!holds_unfinished_copy(work_)) return {};
    auto rows = query(work_, select_progress, "");
    return rows.next() ? as_text(rows.blob(1)) : std::string();
  }

  void begin(std::string_view source) override {
    in_transaction([&] {
      work_.run(create_progress);
      execute(work_, upsert_progress, "", 0, as_bytes(source));
    });
  }

  void finish() override {
    // One by one: `processes` is locked by the guard.
    for (const auto& table : tables_to_copy()) {
      if (takes(table)) work_.run("ANALYZE " + table.table);
    }
    work_.run("DROP TABLE copy_progress");
  }

 private:
  static void append(CopyRows& stream, const CopyValue& value, bool is_small) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      is_small ? stream.int4(static_cast<std::int32_t>(*number)) : stream.int8(*number);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      stream.text(*text);
    } else if (const auto* blob = std::get_if<CopyBlob>(&value)) {
      stream.blob(*blob);
    } else {
      stream.null();
    }
  }

  /// By column: whether it is of four bytes.
  std::vector<bool> small_integers(const CopyTable& table) {
    std::set<std::string> names;
    auto rows = query(work_, select_small_integers, table.table);
    while (rows.next()) names.insert(rows.text(0));
    std::vector<bool> small;
    for (const auto& column : table.columns) small.push_back(names.contains(column.name));
    return small;
  }

  template <class Work>
  void in_transaction(const Work& work) {
    work_.run("BEGIN");
    try {
      work();
      work_.run("COMMIT");
    } catch (...) {
      if (work_.is_good()) PQclear(PQexec(work_.handle(), "ROLLBACK"));
      throw;
    }
  }

  PgConnection guard_;
  PgConnection work_;
  std::optional<MigrationLock> lock_;  ///< goes before its connection does
};

}  // namespace

OpenedSide open_copy_side(const std::string& address, bool is_target) {
  auto side = std::make_unique<PgSide>(address);
  auto& guard = side->guard();
  if (!is_target && !has_tables(guard)) {
    return std::unexpected(OpenError{OpenError::Kind::not_a_store,
                                     "The source database holds no data of Muster. Give the "
                                     "address that `muster serve` uses with --database."});
  }
  side->keep_newcomers_out();
  if (is_target) {
    if (const auto done = migrate(guard, postgres_migrations()); !done) {
      return std::unexpected(done.error());
    }
  } else if (schema_version(guard) != static_cast<int>(postgres_migrations().size())) {
    return std::unexpected(
        OpenError{OpenError::Kind::newer_version,
                  "The source database is not of this version of Muster. Bring it up to date with "
                  "`muster migrate`, or use the version that it is of."});
  } else if (!side->source().empty()) {
    return std::unexpected(unfinished_copy("The source database"));
  }
  if (const auto free = side->refuse_while_somebody_uses_it(); !free) {
    return std::unexpected(free.error());
  }
  return side;
}

}  // namespace muster::storage::postgres
