#pragma once
// What happened to one device: each change of its state, when, by whom and why; and when it was
// seen. Told from what is kept anyway: its row, the batches that spoke for it, the audit log.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/device_key.h"
#include "registry/audit.h"
#include "registry/batch.h"
#include "registry/device.h"
#include "registry/device_day.h"

namespace muster::registry {

enum class DeviceEventKind : std::uint8_t {
  accepted,
  registered,
  failed,
  cancelled,  ///< given up with its batch before it was decided
  retried,    ///< a row of a later batch speaks for it
  approved,   ///< the same, and somebody vouches for it
  enrolled,
  enrolled_again,
  enrolment_allowed,  ///< once more
  removed,
};
std::string_view to_string(DeviceEventKind kind);  ///< the API's word

struct Actor {
  std::string name;  ///< of the person or the token; empty where it was not written down
  OrganisationId organisation;
  std::string organisation_name;
  bool operator==(const Actor&) const = default;
};

struct DeviceEvent {
  DeviceEventKind kind;
  Time at;
  bool exact = true;  ///< else it happened then or before
  RegistrationId device;
  std::optional<Actor> who;  ///< nullopt: the server itself
  std::string request_id;    ///< empty: no request did it, or it is not known which
  std::string order_id;      ///< of `accepted`
  std::string purchase_id;
  std::optional<RegistrationError> error;  ///< of `failed`
  RegistrationId retried_as;  ///< of `retried` and `approved`; none where that is out of sight
};

/// One row of a batch, and what is known of it. A device that was tried again has several.
struct RegistrationAttempt {
  Device device;  ///< in whatever state it is
  Batch batch;
  std::optional<Time> decided_at;    ///< nullopt: not decided, or by a program that kept no times
  std::optional<Batch> retried_in;   ///< the batch that speaks for it now, where that is in sight
  std::vector<AuditEntry> entries;   ///< of the device, the oldest first
  std::optional<AuditEntry> cancel;  ///< of the batch
};

/// By time. `attempts` are in their order.
std::vector<DeviceEvent> history_of(const std::vector<RegistrationAttempt>& attempts);

/// Where the private half of a device's key is, as far as that is known.
enum class KeyPlace : std::uint8_t {
  software,  ///< of a kind that no TPM keeps
  tpm,       ///< proven when the device enrolled
  unproven,  ///< of the kind that a TPM keeps, and nothing was proven
};
std::string_view to_string(KeyPlace place);  ///< the API's word

/// When a device was seen.
struct DeviceSightings {
  std::optional<Time> first_at;  ///< when it enrolled; nullopt: it did not, or nobody wrote it down
  std::optional<Time> last_at;
  std::vector<Day> days;  ///< of the last 31 up to the last one; newest first
  std::optional<identity::DevicePublicKey> key;  ///< nullopt: it has none
  std::int64_t key_number = 0;
  KeyPlace key_place = KeyPlace::software;
  std::optional<Time> key_since;
  bool may_enrol_again = false;
};

/// Every function is scoped by the customer in the statement itself, and shows what `registered_by`
/// registered; nullopt: everybody. Thread-safe; blocks on the database.
class DeviceHistories {
 public:
  virtual ~DeviceHistories() = default;

  /// In whatever state it is, also when it was removed or tried again.
  virtual std::optional<Device> find(OrganisationId customer, RegistrationId id,
                                     std::optional<OrganisationId> registered_by) = 0;
  /// The attempts before and after this one, and itself; empty where there is no such device.
  virtual std::vector<RegistrationAttempt> attempts(
      OrganisationId customer, RegistrationId id, std::optional<OrganisationId> registered_by) = 0;
  virtual DeviceSightings sightings(OrganisationId customer, RegistrationId id) = 0;
  virtual std::vector<DeviceDay> days(OrganisationId customer, Day first, Day last,
                                      std::optional<OrganisationId> registered_by) = 0;
};

}  // namespace muster::registry
