#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "registry/process.h"
#include "storage/sql.h"

namespace muster::storage {

/// The id of this process, for the records of what it has in hand; 0: it has not begun.
using ProcessId = std::atomic<std::int64_t>;

/// By the machine's clock: a lease is about processes, not about what a test simulates.
std::int64_t lease_clock();

/// Thread-safe.
class ProcessRecords final : public registry::Processes {
 public:
  /// `alone`: no other process can be alive when this one begins (a folder that is locked).
  ProcessRecords(Database& database, ProcessId& id, bool alone)
      : database_(database), id_(id), alone_(alone) {}

  void begin(std::string_view kind) override;
  void renew() override;
  void end() override;
  std::vector<registry::Process> list() override;

 private:
  Database& database_;
  ProcessId& id_;
  const bool alone_;
  std::string kind_;
  std::int64_t began_at_ = 0;
};

/// A condition on `process_id`: that no living process has it. `NOW` is the parameter for
/// lease_clock().
#define MUSTER_NOBODYS(PROCESS_ID, NOW) \
  PROCESS_ID " NOT IN (SELECT id FROM processes WHERE alive_until > " NOW ")"

}  // namespace muster::storage
