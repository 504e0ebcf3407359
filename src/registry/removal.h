#pragma once
// Taking a device out of a customer's list: it leaves the list first, then its claim is released,
// so that a crash between the two can never leave a device in two lists. What was cut short is
// finished at the next start.

#include <expected>
#include <functional>
#include <span>
#include <vector>

#include "identity/identity_key.h"
#include "registry/device.h"
#include "registry/directory.h"

namespace muster::registry {

/// Thread-safe; blocks on the database.
class Removal {
 public:
  /// Makes one durable step of the work, or nothing of it when it throws; steps of one organisation
  /// go one after the other (storage::Store).
  using InOneStep = std::function<void(const std::function<void()>&, OrganisationId)>;

  Removal(Devices& devices, Directory& directory, const identity::IdentityKeyer& keyer,
          InOneStep in_one_step)
      : devices_(devices),
        directory_(directory),
        keyer_(keyer),
        in_one_step_(std::move(in_one_step)) {}

  using Result = std::expected<void, DeviceRefusal>;
  /// One result for each id. `also` is called for each device, as it was, in the step that takes it
  /// out of the list; what it throws leaves every device where it is.
  std::vector<Result> remove(OrganisationId customer, std::span<const RegistrationId> ids,
                             const std::function<void(const Device&)>& also);
  /// Finishes removals that a crash cut short.
  void finish_half_done();

 private:
  void release(std::span<const Device> devices);

  Devices& devices_;
  Directory& directory_;
  const identity::IdentityKeyer& keyer_;
  InOneStep in_one_step_;
};

}  // namespace muster::registry
