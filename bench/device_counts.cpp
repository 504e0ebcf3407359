// How long the counts by state take with many devices that check in at all times: of a customer
// whose devices are half Active and half Inactive, which is the slowest, and whose setting is not
// one that was asked for before. Prints one line: the median and the longest, in milliseconds.
//
//   device_counts FOLDER DEVICES

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "registry/time.h"
#include "storage/store.h"

namespace {

using namespace muster;

constexpr std::int64_t customer = 7;
constexpr std::int64_t span = std::int64_t{14} * 24 * 3600 * 1000;  ///< in which they were seen

void run(sqlite3* database, const std::string& sql) {
  char* message = nullptr;
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message) == SQLITE_OK) return;
  std::cerr << sql << ": " << message << '\n';
  std::exit(1);
}

/// As if they had enrolled and checked in, without saying so one by one.
void fill(const std::filesystem::path& file, std::int64_t devices, std::int64_t now) {
  sqlite3* database = nullptr;
  if (sqlite3_open(file.c_str(), &database) != SQLITE_OK) std::exit(1);
  run(database, "PRAGMA synchronous = OFF; BEGIN");
  std::mt19937_64 random(1);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(database,
                     "INSERT INTO check_ins (registration_id, customer_id, last_seen_at, "
                     "key_number, signed_at) VALUES (?, 7, ?, 1, ?)",
                     -1, &insert, nullptr);
  run(database, "DROP INDEX check_ins_by_customer");
  for (std::int64_t i = 0; i < devices; ++i) {
    const auto seen = now - static_cast<std::int64_t>(random() % span);
    sqlite3_bind_int64(insert, 1, (std::int64_t{1} << 40) + i);
    sqlite3_bind_int64(insert, 2, seen);
    sqlite3_bind_int64(insert, 3, seen);
    if (sqlite3_step(insert) != SQLITE_DONE) std::exit(1);
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  run(database, "CREATE INDEX check_ins_by_customer ON check_ins (customer_id, last_seen_at)");
  run(database,
      "INSERT INTO seen_buckets SELECT customer_id, last_seen_at / 300000, 1, count(*) "
      "FROM check_ins GROUP BY 1, 2, 3");
  run(database,
      "INSERT INTO device_counts VALUES (7, 1, 0, 0, 0, " + std::to_string(devices) + ")");
  run(database, "COMMIT");
  sqlite3_close(database);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const std::filesystem::path folder = arguments[1];
  const auto devices = std::atoll(arguments[2]);
  const registry::SystemClock clock;
  const auto now = clock.now();
  {
    auto made = storage::open_sqlite(folder, clock, {});
    if (!made) return 1;
  }
  fill(folder / "registry.db", devices, now.time_since_epoch().count());
  auto store = storage::open_sqlite(folder, clock, {});
  if (!store) {
    std::cerr << store.error().message << '\n';
    return 1;
  }
  std::vector<double> taken;
  for (int i = 0; i < 21; ++i) {
    // Another second each time, so that nothing can be remembered.
    const registry::ActiveWindow window(now, std::chrono::milliseconds{span / 2 + i * 1000});
    const auto begun = std::chrono::steady_clock::now();
    const auto counts = (*store)->devices().counts(registry::OrganisationId{customer}, window, {});
    taken.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
            .count());
    if (counts.active + counts.inactive != devices || counts.active == 0) return 1;
  }
  std::ranges::sort(taken);
  std::cout << taken[taken.size() / 2] << ' ' << taken.back() << '\n';
  return 0;
}
