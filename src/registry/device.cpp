#include "registry/device.h"

#include <utility>

namespace muster::registry {

std::string_view to_string(DeviceState state) {
  switch (state) {
    case DeviceState::registration_pending:
      return "registration_pending";
    case DeviceState::registration_failed:
      return "registration_failed";
    case DeviceState::ready_for_user:
      return "ready_for_user";
    case DeviceState::active:
      return "active";
    case DeviceState::inactive:
      return "inactive";
  }
  std::unreachable();
}

std::string_view title_of(DeviceState state) {
  switch (state) {
    case DeviceState::registration_pending:
      return "Registration pending";
    case DeviceState::registration_failed:
      return "Registration failed";
    case DeviceState::ready_for_user:
      return "Ready for user";
    case DeviceState::active:
      return "Active";
    case DeviceState::inactive:
      return "Inactive";
  }
  std::unreachable();
}

std::optional<DeviceState> device_state_from(std::string_view text) {
  for (const auto state : all_device_states) {
    if (to_string(state) == text) return state;
  }
  return std::nullopt;
}

std::optional<DeviceState> device_state(StoredState stored, std::optional<Time> last_seen,
                                        const ActiveWindow& window) {
  switch (stored) {
    case StoredState::pending:
      return DeviceState::registration_pending;
    case StoredState::failed:
      return DeviceState::registration_failed;
    case StoredState::registered:
      return DeviceState::ready_for_user;
    case StoredState::enrolled:
      return last_seen && *last_seen > window.cutoff() ? DeviceState::active
                                                       : DeviceState::inactive;
    case StoredState::removing:
    case StoredState::removed:
    case StoredState::retried:
      return std::nullopt;
  }
  std::unreachable();
}

}  // namespace muster::registry
