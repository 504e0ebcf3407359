#pragma once
// What check-ins ask the database for, remembered for ten minutes. It may be old; the statement
// that notes a check-in is not.

#include <chrono>
#include <mutex>
#include <optional>

#include "api/device/device_call.h"
#include "http/recently_used.h"
#include "registry/enrolment.h"

namespace muster::api::device {

/// Thread-safe.
class DeviceKeys {
 public:
  explicit DeviceKeys(Services& services) : services_(services) {}

  /// The key of a device; blocks on the database.
  std::optional<registry::DeviceKey> of(registry::OrganisationId customer,
                                        registry::RegistrationId device);
  void forget(registry::OrganisationId customer, registry::RegistrationId device);

  /// How far apart the check-ins of a customer's devices are; blocks on the database.
  std::chrono::milliseconds interval(registry::OrganisationId customer);
  /// The same where it is remembered.
  std::optional<std::chrono::milliseconds> known_interval(registry::OrganisationId customer);

 private:
  template <class Value>
  struct Remembered {
    Value value;
    registry::Time found_at;
  };
  template <class Value>
  std::optional<Value> recall(http::RecentlyUsed<Remembered<Value>>& kept, const std::string& name);

  static constexpr std::size_t most_keys = 200'000;  ///< of 150 bytes
  static constexpr std::size_t most_customers = 100'000;

  Services& services_;
  std::mutex mutex_;
  http::RecentlyUsed<Remembered<registry::DeviceKey>> keys_{most_keys};
  http::RecentlyUsed<Remembered<std::chrono::milliseconds>> intervals_{most_customers};
};

}  // namespace muster::api::device
