#include "server/health.h"

namespace muster::server {

api::ServerHealth measure_health(storage::Store& store, const std::filesystem::path& folder) {
  api::ServerHealth health;
  health.database = store.database();
  const auto asked = std::chrono::steady_clock::now();
  store.ping();
  health.database_answered_in = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - asked);
  std::error_code unknown;  // then nothing is said of the disk
  const auto space = std::filesystem::space(folder, unknown);
  if (!unknown) {
    health.disk_free_bytes = space.available;
    health.disk_bytes = space.capacity;
  }
  return health;
}

}  // namespace muster::server
