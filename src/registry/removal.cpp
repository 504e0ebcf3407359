#include "registry/removal.h"

#include <algorithm>

namespace muster::registry {

std::vector<Removal::Result> Removal::remove(OrganisationId customer,
                                             std::span<const RegistrationId> ids,
                                             const std::function<void(const Device&)>& also) {
  std::vector<Result> results;
  std::vector<Device> gone;
  in_one_step_(
      [&] {
        for (auto& device : devices_.remove(customer, ids)) {
          if (!device) {
            results.emplace_back(std::unexpected(device.error()));
            continue;
          }
          also(*device);
          gone.push_back(std::move(*device));
          results.emplace_back();
        }
      },
      customer);
  if (!gone.empty()) release(gone);
  return results;
}

void Removal::finish_half_done() {
  constexpr std::size_t at_once = 1000;
  for (;;) {
    const auto devices = devices_.half_removed(at_once);
    if (devices.empty()) return;
    release(devices);
  }
}

void Removal::release(std::span<const Device> devices) {
  std::vector<Candidate> candidates;
  candidates.reserve(devices.size());
  for (const auto& device : devices) {
    candidates.push_back({
        .key = keyer_.of(device.manufacturer, device.model, device.serial_number),
        .manufacturer = device.manufacturer,
        .model = device.model,
        .serial_number = device.serial_number,
        .registration = device.id,
    });
  }
  std::ranges::sort(candidates, {}, &Candidate::key);
  directory_.release(candidates);
  // Whoever else finishes them says the same: no turn is needed.
  for (const auto& device : devices) devices_.removed(device.customer, device.id);
}

}  // namespace muster::registry
