#pragma once
// How the server that answers is doing. The server measures it when the operator asks
// (v1/health.cpp).

#include <chrono>
#include <cstdint>
#include <string>

#include "registry/time.h"

namespace muster::api {

struct ServerHealth {
  bool ready = false;  ///< whether it takes work; false while it stops
  registry::Time started_at;
  std::string database;  ///< program and version, `SQLite 3.40.1`
  std::chrono::microseconds database_answered_in{0};
  std::uint64_t disk_free_bytes = 0;  ///< where the data folder is, for an ordinary user
  std::uint64_t disk_bytes = 0;       ///< of all of that disk
};

}  // namespace muster::api
