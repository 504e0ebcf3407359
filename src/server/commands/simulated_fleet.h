#pragma once
// The devices of a simulation: each enrols with a key of its own and signs its check-ins, over the
// same requests as muster-agent's.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "identity/device_identity.h"
#include "identity/device_key.h"
#include "registry/time.h"
#include "server/commands/loopback_connection.h"

namespace muster::server {

/// A registered device. Hours are counted from the first of the simulation.
struct SimulatedDevice {
  identity::DeviceIdentity identity;
  std::size_t customer = 0;
  std::int64_t next_hour = 0;    ///< when it does something again
  std::int64_t silent_hour = 0;  ///< when it is lost, or put into a drawer
  identity::DeviceSeed seed{};
  std::string organisation_id;  ///< empty: not enrolled yet
  std::string device_id;
};

/// Speaks for many devices at once. Used by one thread. Throws cli::Failure when one is refused.
class SimulatedFleet {
 public:
  SimulatedFleet(const std::string& server, std::size_t connections);

  /// Enrols or checks in each of `devices` once, at about this time of the server's clock.
  /// `token_of` gives a personal token of somebody at a device's customer; any thread may call it.
  void act(std::span<SimulatedDevice*> devices, registry::Time now,
           const std::function<const std::string&(std::size_t customer)>& token_of);

 private:
  static void enrol(LoopbackConnection& connection, SimulatedDevice& device, std::int64_t time,
                    const std::string& token);
  static void check_in(LoopbackConnection& connection, const SimulatedDevice& device,
                       std::int64_t time);

  std::vector<std::unique_ptr<LoopbackConnection>> connections_;
};

}  // namespace muster::server
