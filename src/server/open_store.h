#pragma once
// Where an installation keeps what it keeps, and how it is opened: a folder with SQLite files, or a
// PostgreSQL database.

#include <memory>
#include <string>

#include "cli/exit_code.h"
#include "registry/time.h"
#include "server/configuration.h"
#include "server/stop_signal.h"
#include "storage/store.h"

namespace CLI {
class App;
}

namespace muster::server {

/// `database` empty: the SQLite files in the folder `data`.
struct Place {
  std::string data = "data";
  std::string database;
};

/// For a server on PostgreSQL, whose long answers are written there before they are sent. Throws
/// cli::Failure.
void make_data_folder(const std::string& folder);

/// For a server or a worker. Throws cli::Failure with what is wrong and what to do.
std::unique_ptr<storage::Store> open_store(const Configuration& configuration,
                                           const registry::Clock& clock);

/// Before open_store(): until PostgreSQL answers, or database_wait_seconds are over, in which case
/// open_store() says what is wrong. False: it was time to stop first.
bool wait_for_database(const Configuration& configuration, const StopSignal& stop);

/// Beside a running server, for short work. Throws cli::Failure.
std::unique_ptr<storage::Store> open_beside(const Place& place, const registry::Clock& clock);

/// What the shell is told of a store that cannot be opened.
cli::ExitCode exit_code_of(storage::OpenError::Kind kind);

/// `--data` and `--database`; the latter is MUSTER_DATABASE where it is not given, as for the
/// server.
void add_place_options(CLI::App& command, Place& place);

}  // namespace muster::server
