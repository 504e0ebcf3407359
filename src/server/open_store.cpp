#include "server/open_store.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/failure.h"
#include "server/logging.h"

namespace muster::server {
namespace {

using Opened = std::expected<std::unique_ptr<storage::Store>, storage::OpenError>;

std::unique_ptr<storage::Store> checked(Opened store) {
  if (!store) throw cli::Failure(exit_code_of(store.error().kind), store.error().message);
  return std::move(*store);
}

}  // namespace

cli::ExitCode exit_code_of(storage::OpenError::Kind kind) {
  using Kind = storage::OpenError::Kind;
  return kind == Kind::not_a_store || kind == Kind::not_empty || kind == Kind::newer_version
             ? cli::ExitCode::usage
             : cli::ExitCode::machine;
}

void make_data_folder(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::create_directories(folder, error)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  if (error) {
    throw cli::Failure(
        cli::ExitCode::machine,
        fmt::format("The data folder {} cannot be made: {}", folder, error.message()),
        "Give this user the right to make it, or choose another with --data.", "data");
  }
}

std::unique_ptr<storage::Store> open_store(const Configuration& configuration,
                                           const registry::Clock& clock) {
  const auto chunk_rows = static_cast<std::size_t>(configuration.chunk_rows);
  if (configuration.database.empty()) {
    return checked(
        storage::open_sqlite(configuration.data, clock,
                             {.cache_mib = static_cast<std::size_t>(configuration.cache_mib),
                              .chunk_rows = chunk_rows}));
  }
  return checked(storage::open_postgres(
      configuration.database, clock,
      {.connections = static_cast<std::size_t>(configuration.database_connections),
       .chunk_rows = chunk_rows}));
}

bool wait_for_database(const Configuration& configuration, const StopSignal& stop) {
  if (configuration.database.empty()) return true;
  constexpr std::chrono::seconds between_tries{1};
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::seconds{configuration.database_wait_seconds};
  for (;;) {
    const auto reached = storage::reach_postgres(configuration.database);
    if (reached || std::chrono::steady_clock::now() >= until) return true;
    log_warning("waiting for the database", {{"error", reached.error()}});
    if (stop.wait_for(between_tries)) return false;
  }
}

std::unique_ptr<storage::Store> open_beside(const Place& place, const registry::Clock& clock) {
  if (place.database.empty()) {
    return checked(storage::open_sqlite(place.data, clock,
                                        {.exclusive = false, .create = false, .cache_mib = 2}));
  }
  return checked(
      storage::open_postgres(place.database, clock, {.create = false, .connections = 4}));
}

void add_place_options(CLI::App& command, Place& place) {
  command.add_option("--data", place.data, "Data folder")
      ->type_name("DIR")
      ->envname("MUSTER_DATA")
      ->capture_default_str();
  command
      .add_option("--database", place.database,
                  "PostgreSQL database instead, such as postgresql://host/muster")
      ->type_name("URL")
      ->envname("MUSTER_DATABASE");
}

}  // namespace muster::server
