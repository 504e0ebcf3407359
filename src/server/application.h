#pragma once
// One running server: its store, its registrar and its HTTP side, from start to a clean end.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "registry/simulated_clock.h"
#include "server/configuration.h"

namespace muster::storage {
class Store;
}

namespace muster::server {

/// `work`: the registrar, webhooks and housekeeping alone; of HTTP only health and metrics, and
/// only where an address to listen on is given.
enum class Duty : std::uint8_t { serve, work };

/// Used by one thread; what it runs has threads of its own.
class Application {
 public:
  /// Opens the data folder and takes up what a crash cut off. Throws cli::Failure with what is
  /// wrong and what to do: folder in use or not writable, schema too new, disk full, data damaged.
  /// `simulated` is the same clock, where its operator may move it.
  Application(const Configuration& configuration, const registry::Clock& clock,
              Duty duty = Duty::serve, registry::SimulatedClock* simulated = nullptr);
  ~Application();  ///< stop()
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  /// Serves from now on; returns the port. Throws cli::Failure when it is taken.
  std::uint16_t start();
  /// Takes no more requests, lets running ones and the chunk at hand finish. Under 5 s.
  void stop();
  /// It told this process to stop (StopSignal), because a newer program has changed the database in
  /// a way that it can't go on with.
  bool is_outgrown() const;

  storage::Store& store();

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace muster::server
