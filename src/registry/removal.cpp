#include "registry/removal.h"

#include <array>

namespace muster::registry {

std::expected<void, DeviceRefusal> Removal::remove(OrganisationId customer, RegistrationId id) {
  const auto device = devices_.remove(customer, id);
  if (!device) return std::unexpected(device.error());
  release(*device);
  return {};
}

void Removal::finish_half_done() {
  constexpr std::size_t at_once = 1000;
  for (;;) {
    const auto devices = devices_.half_removed(at_once);
    if (devices.empty()) return;
    for (const auto& device : devices) release(device);
  }
}

void Removal::release(const Device& device) {
  const std::array candidates = {Candidate{
      .key = keyer_.of(device.manufacturer, device.model, device.serial_number),
      .manufacturer = device.manufacturer,
      .model = device.model,
      .serial_number = device.serial_number,
      .registration = device.id,
  }};
  directory_.release(candidates);
  devices_.removed(device.customer, device.id);
}

}  // namespace muster::registry
