#include "api/device/device_keys.h"

#include <string>

namespace muster::api::device {
namespace {

using registry::DeviceKey;
using registry::OrganisationId;
using registry::RegistrationId;

constexpr std::chrono::milliseconds remembered_for = std::chrono::minutes{10};

std::string name_of(OrganisationId customer, RegistrationId device) {
  return std::to_string(customer.value) + '/' + std::to_string(device.value);
}

}  // namespace

template <class Value>
std::optional<Value> DeviceKeys::recall(http::RecentlyUsed<Remembered<Value>>& kept,
                                        const std::string& name) {
  const auto now = services_.clock.now();
  const std::lock_guard lock(mutex_);
  const auto* found = kept.find(name);
  if (found == nullptr || now < found->found_at || now - found->found_at >= remembered_for) {
    return std::nullopt;
  }
  return found->value;
}

std::optional<DeviceKey> DeviceKeys::of(OrganisationId customer, RegistrationId device) {
  const auto name = name_of(customer, device);
  if (auto known = recall(keys_, name)) return known;
  const auto now = services_.clock.now();
  auto key = services_.enrolments.key_of(customer, device);
  if (!key) return std::nullopt;
  const std::lock_guard lock(mutex_);
  return keys_.put(name, {.value = std::move(*key), .found_at = now}).value;
}

void DeviceKeys::forget(OrganisationId customer, RegistrationId device) {
  const std::lock_guard lock(mutex_);
  if (auto* found = keys_.find(name_of(customer, device))) found->found_at = {};
}

std::optional<std::chrono::milliseconds> DeviceKeys::known_interval(OrganisationId customer) {
  return recall(intervals_, std::to_string(customer.value));
}

std::chrono::milliseconds DeviceKeys::interval(OrganisationId customer) {
  if (const auto known = known_interval(customer)) return *known;
  const auto now = services_.clock.now();
  const auto interval = interval_of(services_, customer);
  const std::lock_guard lock(mutex_);
  intervals_.put(std::to_string(customer.value), {.value = interval, .found_at = now});
  return interval;
}

}  // namespace muster::api::device
