#include "storage/process_records.h"

#include <unistd.h>

#include <array>
#include <chrono>

#include "storage/random_id.h"

namespace muster::storage {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::int64_t lease_end() { return lease_clock() + registry::process_lease.count(); }

}  // namespace

std::int64_t lease_clock() {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  return duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

constexpr std::string_view delete_all = R"(
  DELETE FROM processes WHERE id <> $1)";

// What died long ago has nothing in hand any more.
constexpr std::string_view delete_dead = R"(
  DELETE FROM processes WHERE alive_until < $1)";

constexpr std::string_view upsert_process = R"(
  INSERT INTO processes (id, kind, host, started_at, alive_until) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until)";

void ProcessRecords::begin(std::string_view kind) {
  constexpr std::int64_t a_day = 86'400'000;
  id_ = random_id();
  kind_ = kind;
  began_at_ = lease_clock();
  database_.write([&](Connection& connection) {
    if (alone_) execute(connection, delete_all, id_.load());
    execute(connection, delete_dead, lease_clock() - a_day);
    execute(connection, upsert_process, id_.load(), kind_, host_name(), began_at_, lease_end());
  });
}

void ProcessRecords::renew() {
  if (id_ == 0) return;
  database_.write(
      [&](Connection& connection) {
        execute(connection, upsert_process, id_.load(), kind_, host_name(), began_at_, lease_end());
      },
      Database::Durability::later);
}

constexpr std::string_view delete_process = R"(
  DELETE FROM processes WHERE id = $1)";

void ProcessRecords::end() {
  if (id_ == 0) return;
  database_.write([&](Connection& connection) { execute(connection, delete_process, id_.load()); },
                  Database::Durability::later);
}

constexpr std::string_view select_alive = R"(
  SELECT id, kind, host, started_at, alive_until FROM processes
   WHERE alive_until > $1
   ORDER BY started_at, id)";

std::vector<registry::Process> ProcessRecords::list() {
  std::vector<registry::Process> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_alive, lease_clock());
    while (rows.next()) {
      found.push_back({.id = rows.integer(0),
                       .kind = rows.text(1),
                       .host = rows.text(2),
                       .started_at = rows.time(3),
                       .alive_until = rows.time(4)});
    }
  });
  return found;
}

}  // namespace muster::storage
