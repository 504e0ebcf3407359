#include "storage/postgres/connection.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <set>

#include "storage/store.h"

namespace muster::storage::postgres {
namespace {

// Types that parameters have (pg_type.dat: int8, text, bytea).
constexpr Oid type_int8 = 20;
constexpr Oid type_text = 25;
constexpr Oid type_bytea = 17;

/// What holds for every connection: it notices within a minute that the other side is gone, and no
/// statement and no waiting for a lock goes on for ever. Times are the server's, not the plan's:
/// the largest chunk takes seconds. Compiling a statement takes longer than any of ours gains by
/// it.
constexpr const char* session_settings =
    "SET application_name = 'muster';"
    "SET client_min_messages = warning;"
    "SET statement_timeout = '120s';"
    "SET lock_timeout = '20s';"
    "SET idle_in_transaction_session_timeout = '60s';"
    "SET standard_conforming_strings = on;"
    "SET jit = off;"
    // Pages end early, when workers would have read on. What is bulk writes, and has none anyway.
    "SET max_parallel_workers_per_gather = 0;"
    "SET timezone = 'UTC';"
    "SELECT 1 FROM pg_extension WHERE extname = 'citus'";

bool is_digit_of_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }
std::uint8_t digit_of_hex(char c) {
  return static_cast<std::uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10);
}

/// `\x0123...`, the text form of bytea (postgresql.org/docs/15/datatype-binary.html, 8.4.1).
std::vector<std::uint8_t> bytes_from(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  if (!text.starts_with("\\x")) return bytes;
  text.remove_prefix(2);
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    if (!is_digit_of_hex(text[i]) || !is_digit_of_hex(text[i + 1])) break;
    bytes.push_back(
        static_cast<std::uint8_t>(digit_of_hex(text[i]) << 4 | digit_of_hex(text[i + 1])));
  }
  return bytes;
}

/// The first two characters of an SQLSTATE are its class
/// (postgresql.org/docs/15/errcodes-appendix).
StorageFault::Kind kind_of(std::string_view state, bool connection_is_good) {
  if (!connection_is_good || state.starts_with("08")) return StorageFault::Kind::unavailable;
  // The server stops or starts; too many connections; a standby that takes no writes; what took too
  // long, or was in a deadlock: all may be tried again.
  if (state.starts_with("57P") || state.starts_with("53300") || state == "25006" ||
      state == "57014" || state.starts_with("40") || state.starts_with("55P03")) {
    return StorageFault::Kind::unavailable;
  }
  if (state == "53100") return StorageFault::Kind::disk_full;
  if (state.starts_with("58") || state.starts_with("XX")) return StorageFault::Kind::io;
  return StorageFault::Kind::other;
}

}  // namespace

PgStatement::PgStatement(PgConnection& connection, std::string_view sql)
    : connection_(connection), sql_(sql) {}

PgStatement::Value& PgStatement::value_of(int parameter) {
  const auto index = static_cast<std::size_t>(parameter);
  if (values_.size() <= index) values_.resize(index + 1);
  return values_[index];
}

void PgStatement::bind_null(int parameter) { value_of(parameter) = {}; }

void PgStatement::bind_integer(int parameter, std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  auto& value = value_of(parameter);
  value.type = type_int8;
  value.digits.assign(digits.data(), end);
}

void PgStatement::bind_text(int parameter, std::string_view text) {
  value_of(parameter) = {.type = type_text, .bytes = text, .digits = {}};
}

void PgStatement::bind_blob(int parameter, std::span<const std::uint8_t> blob) {
  value_of(parameter) = {.type = type_bytea,
                         .bytes = {reinterpret_cast<const char*>(blob.data()), blob.size()},
                         .digits = {}};
}

const PgStatement::Prepared& PgStatement::prepared() {
  std::vector<Oid> types;
  std::set<int> nulls;
  for (std::size_t number = 1; number < values_.size(); ++number) {
    types.push_back(values_[number].type);
    if (values_[number].type == 0) nulls.insert(static_cast<int>(number));
  }
  auto& known = prepared_[types];
  if (known.name.empty()) {
    auto text = to_postgres(sql_, nulls);
    std::vector<Oid> used;
    for (const auto number : text.parameters) used.push_back(value_of(number).type);
    auto name = fmt::format("s{}", ++connection_.names_given_);
    connection_.checked(
        connection_.answer_to(PQsendPrepare(connection_.handle(), name.c_str(), text.sql.c_str(),
                                            static_cast<int>(used.size()), used.data())),
        text.sql);
    known = {.name = std::move(name), .parameters = std::move(text.parameters)};
  }
  return known;
}

void PgStatement::run() {
  const auto& known = prepared();
  std::vector<const char*> data;
  std::vector<int> lengths;
  std::vector<int> formats;
  for (const auto number : known.parameters) {
    const auto& value = value_of(number);
    const auto bytes = value.type == type_int8 ? std::string_view(value.digits) : value.bytes;
    // A null pointer would be a NULL, and an empty view may hold one.
    data.push_back(bytes.empty() ? "" : bytes.data());
    lengths.push_back(static_cast<int>(bytes.size()));
    formats.push_back(value.type == type_int8 ? 0 : 1);  // a text's binary form is its bytes
  }
  result_ = connection_.checked(
      connection_.answer_to(PQsendQueryPrepared(connection_.handle(), known.name.c_str(),
                                                static_cast<int>(data.size()), data.data(),
                                                lengths.data(), formats.data(), 0)),
      sql_);
  const std::string_view changed = PQcmdTuples(result_.get());
  connection_.changes_ = 0;
  std::from_chars(changed.data(), changed.data() + changed.size(), connection_.changes_);
}

bool PgStatement::step() {
  if (row_ < 0) run();
  ++row_;
  blobs_.clear();
  return row_ < PQntuples(result_.get());
}

void PgStatement::reset() {
  result_.reset();
  row_ = -1;
}

bool PgStatement::is_null(int column) const {
  return PQgetisnull(result_.get(), row_, column) != 0;
}

std::int64_t PgStatement::integer(int column) const {
  const auto digits = text(column);
  if (digits == "t") return 1;
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::string_view PgStatement::text(int column) const {
  return {PQgetvalue(result_.get(), row_, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

std::span<const std::uint8_t> PgStatement::blob(int column) const {
  const auto index = static_cast<std::size_t>(column);
  if (blobs_.size() <= index) blobs_.resize(index + 1);
  if (blobs_[index].empty()) blobs_[index] = bytes_from(text(column));
  return blobs_[index];
}

PgConnection::PgConnection(const std::string& address) {
  // What the address says goes before these; both keep a start from hanging on a dead host.
  const std::array<const char*, 7> keywords = {"connect_timeout",
                                               "keepalives_idle",
                                               "keepalives_interval",
                                               "tcp_user_timeout",
                                               "client_encoding",
                                               "dbname",
                                               nullptr};
  const std::array<const char*, 7> values = {"5",    "20", "5", "30000", "UTF8", address.c_str(),
                                             nullptr};
  connection_.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (!is_good()) fail(nullptr, "connecting to PostgreSQL");
  PQsetNoticeProcessor(handle(), [](void*, const char*) {}, nullptr);
  wait_at_most(std::chrono::seconds{10});
  const auto citus =
      checked(answer_to(PQsendQuery(handle(), session_settings)), "setting a connection up");
  is_distributed_ = PQntuples(citus.get()) > 0;
  // The settings of a transaction are to reach the nodes.
  if (is_distributed_) run("SET citus.propagate_set_commands = 'local'");
  wait_at_most({});
}

void PgConnection::fail(const PGresult* result, std::string_view doing) {
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* primary =
      result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  std::string message = primary != nullptr ? primary : PQerrorMessage(handle());
  while (message.ends_with('\n')) message.pop_back();
  const std::string_view code = state == nullptr ? "" : state;
  // This server takes no writes: it became a standby, or is not yet what it is promoted to.
  if (code == "25006") spent_ = true;
  throw StorageFault(
      kind_of(code, is_good()),
      fmt::format("{}: {}{}{}", doing, message, code.empty() ? "" : ", SQLSTATE ", code));
}

Result PgConnection::checked(PGresult* result, std::string_view doing) {
  Result owned(result);
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_COPY_IN:
      return owned;
    default:
      fail(result, doing);
  }
}

Statement& PgConnection::prepare(std::string_view sql) {
  auto& statement = statements_[sql.data()];
  if (!statement) statement = std::make_unique<PgStatement>(*this, sql);
  return *statement;
}

void PgConnection::take_turn(Turn turn) {
  // Keys are random numbers of 62 bits, so two turns of different kinds meet as good as never, and
  // would only wait for each other.
  const auto key = turn.key ^ (static_cast<std::int64_t>(turn.kind) << 56);
  run(fmt::format("SELECT pg_advisory_xact_lock({})", key));
}

void PgConnection::plan_as_written(Order order) {
  // A plan is kept for whatever values come: there is one way only. Citus has to see the values, to
  // know the node. Where sorting can't be helped it has to be allowed: what is not allowed costs so
  // much that other costs do not count any more.
  run(
      fmt::format("SET LOCAL plan_cache_mode = {}; SET LOCAL join_collapse_limit = 1;"
                  "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;"
                  "SET LOCAL enable_material = off;"
                  "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;"
                  "SET LOCAL enable_incremental_sort = {}; SET LOCAL enable_sort = {}",
                  is_distributed_ ? "auto" : "force_generic_plan",
                  order == Order::by_index ? "off" : "on", order == Order::sorted ? "on" : "off"));
}

void PgConnection::run(const std::string& sql) {
  checked(answer_to(PQsendQuery(handle(), sql.c_str())), sql);
}

void PgConnection::roll_back() {
  if (!is_good()) return;
  try {
    run("ROLLBACK");
  } catch (const StorageFault&) {
    spent_ = true;
  }
}

void PgConnection::wait_for_input(std::chrono::steady_clock::time_point since) {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  while (PQisBusy(handle()) != 0) {
    int left = -1;
    if (longest_) {
      const auto waited = std::chrono::steady_clock::now() - since;
      left = static_cast<int>(duration_cast<milliseconds>(*longest_ - waited).count());
      if (left <= 0) {
        spent_ = true;
        throw StorageFault(StorageFault::Kind::unavailable,
                           fmt::format("PostgreSQL did not answer for {} s",
                                       duration_cast<std::chrono::seconds>(*longest_).count()));
      }
    }
    pollfd answer{.fd = PQsocket(handle()), .events = POLLIN, .revents = 0};
    ::poll(&answer, 1, left);
    if (PQconsumeInput(handle()) != 1) return;  // PQgetResult says what broke
  }
}

PGresult* PgConnection::answer_to(int sent) {
  if (sent != 1) return nullptr;
  const auto since = std::chrono::steady_clock::now();
  Result last;
  for (;;) {
    wait_for_input(since);
    Result next(PQgetResult(handle()));
    if (!next) return last.release();
    last = std::move(next);
    const auto status = PQresultStatus(last.get());
    if (status == PGRES_COPY_IN || PQstatus(handle()) != CONNECTION_OK) return last.release();
  }
}

void PgConnection::copy_in(const std::string& sql, std::string_view data) {
  checked(answer_to(PQsendQuery(handle(), sql.c_str())), sql);
  constexpr std::size_t piece = 1 << 20;
  while (!data.empty()) {
    const auto count = std::min(piece, data.size());
    if (PQputCopyData(handle(), data.data(), static_cast<int>(count)) != 1) fail(nullptr, sql);
    data.remove_prefix(count);
  }
  if (PQputCopyEnd(handle(), nullptr) != 1) fail(nullptr, sql);
  const Result last(answer_to(1));
  if (!last || PQresultStatus(last.get()) != PGRES_COMMAND_OK) fail(last.get(), sql);
}

Result PgConnection::execute(const std::string& sql, std::span<const Oid> types,
                             std::span<const std::string_view> binary_values, bool binary_results) {
  const auto count = binary_values.size();
  std::vector<const char*> data(count);
  std::vector<int> lengths(count);
  const std::vector<int> formats(count, 1);
  for (std::size_t i = 0; i < count; ++i) {
    data[i] = binary_values[i].empty() ? "" : binary_values[i].data();
    lengths[i] = static_cast<int>(binary_values[i].size());
  }
  auto result = checked(answer_to(PQsendQueryParams(handle(), sql.c_str(), static_cast<int>(count),
                                                    types.data(), data.data(), lengths.data(),
                                                    formats.data(), binary_results ? 1 : 0)),
                        sql);
  const std::string_view changed = PQcmdTuples(result.get());
  changes_ = 0;
  std::from_chars(changed.data(), changed.data() + changed.size(), changes_);
  return result;
}

}  // namespace muster::storage::postgres
