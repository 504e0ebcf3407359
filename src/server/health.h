#pragma once
// Measures how this server is doing, when the operator asks.

#include <filesystem>

#include "api/server_health.h"
#include "storage/store.h"

namespace muster::server {

/// Asks the database (and throws StorageFault when it does not answer) and the disk of `folder`.
/// Whether the server is ready, and since when it runs, the caller knows.
api::ServerHealth measure_health(storage::Store& store, const std::filesystem::path& folder);

}  // namespace muster::server
