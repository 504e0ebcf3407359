#pragma once
// Taking a device out of a customer's list: it leaves the list first, then its claim is released,
// so that a crash between the two can never leave a device in two lists. What was cut short is
// finished at the next start.

#include <expected>

#include "identity/identity_key.h"
#include "registry/device.h"
#include "registry/directory.h"

namespace muster::registry {

/// Thread-safe; blocks on the database.
class Removal {
 public:
  Removal(Devices& devices, Directory& directory, const identity::IdentityKeyer& keyer)
      : devices_(devices), directory_(directory), keyer_(keyer) {}

  std::expected<void, DeviceRefusal> remove(OrganisationId customer, RegistrationId id);
  /// Finishes removals that a crash cut short.
  void finish_half_done();

 private:
  void release(const Device& device);

  Devices& devices_;
  Directory& directory_;
  const identity::IdentityKeyer& keyer_;
};

}  // namespace muster::registry
