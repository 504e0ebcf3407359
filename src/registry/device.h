#pragma once
// One device in one customer's list: its stored state, the five states that people see, and lists.

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "registry/ids.h"
#include "registry/organisation.h"
#include "registry/registration_error.h"
#include "registry/time.h"

namespace muster::registry {

/// What is stored. The numbers start at 2 because SQLite keeps 0 and 1 in no bytes at all: a row
/// must not grow, and so split its page, when it is decided.
enum class StoredState : std::uint8_t {
  pending = 2,
  failed = 3,
  registered = 4,  ///< claimed, never enrolled
  enrolled = 5,    ///< claimed, and has checked in at least once
  removing = 6,    ///< gone from the list; its claim is being released
  removed = 7,
  retried = 8,  ///< failed, then tried again in a later batch, which speaks for it now
};

/// What people see (design.md, "Device states"). Active and Inactive follow from the clock.
enum class DeviceState : std::uint8_t {
  registration_pending,
  registration_failed,
  ready_for_user,
  active,
  inactive,
};
constexpr std::array<DeviceState, 5> all_device_states = {
    DeviceState::registration_pending, DeviceState::registration_failed,
    DeviceState::ready_for_user, DeviceState::active, DeviceState::inactive};

std::string_view to_string(DeviceState state);  ///< the API's word
std::string_view title_of(DeviceState state);   ///< what people read
std::optional<DeviceState> device_state_from(std::string_view text);

/// What makes a device Active: the time, and how long ago at most it was seen (the customer's
/// setting, OrganisationSettings::check_in_age).
struct ActiveWindow {
  Time now;
  std::chrono::milliseconds check_in_age = default_check_in_age;

  /// With the default age, wherever a time is at hand.
  ActiveWindow(Time time) : now(time) {}
  ActiveWindow(Time time, std::chrono::milliseconds age) : now(time), check_in_age(age) {}
  /// Last seen then or earlier: Inactive.
  Time cutoff() const { return now - check_in_age; }
};

/// nullopt for what a device list does not show (removed, retried).
std::optional<DeviceState> device_state(StoredState stored, std::optional<Time> last_seen,
                                        const ActiveWindow& window);

struct Device {
  RegistrationId id;
  OrganisationId customer;
  StoredState state = StoredState::pending;
  Time registered_at;  ///< when its batch was accepted
  Time changed_at;     ///< when the stored state, the tag or the user last changed
  std::optional<RegistrationError> error;
  std::string manufacturer;
  std::string model;
  std::string serial_number;
  std::string product_id;
  bool hardware_hash_present = false;
  std::string group_tag;
  std::string assigned_user;
  std::string order_id;
  std::string purchase_id;
  std::string request_id;  ///< of the upload
  OrganisationId registered_by;
  std::string registered_by_name;
  std::optional<Time> last_seen_at;
};

struct DeviceCounts {
  std::int64_t registration_pending = 0;
  std::int64_t registration_failed = 0;
  std::int64_t ready_for_user = 0;
  std::int64_t active = 0;
  std::int64_t inactive = 0;
  std::int64_t total() const {
    return registration_pending + registration_failed + ready_for_user + active + inactive;
  }
};

enum class DeviceSort : std::uint8_t { registered, serial_number, state, last_seen };

struct DeviceFilter {
  std::optional<DeviceState> state;
  std::optional<BatchId> batch;
  std::optional<std::string> order_id;
  std::optional<std::string> purchase_id;
  std::optional<std::string> group_tag;
  std::string serial_prefix;
  std::optional<OrganisationId> registered_by;
};

/// Where a page starts: after the device with these sort values. Only those of the sort count.
struct DeviceCursor {
  RegistrationId id;
  std::string serial_number;
  int state_rank = 0;          ///< position of the device's state among the five
  std::int64_t last_seen = 0;  ///< milliseconds since 1970; 0 for never
};

struct DeviceQuery {
  DeviceFilter filter;
  DeviceSort sort = DeviceSort::registered;
  bool descending = true;
  std::optional<DeviceCursor> after;
  std::size_t limit = 50;
};

/// nullopt leaves the value as it is; an empty text clears it.
struct DeviceChange {
  std::optional<std::string> group_tag;
  std::optional<std::string> assigned_user;
};

enum class DeviceRefusal : std::uint8_t {
  not_found,
  pending,         ///< a device in Registration pending can't be removed
  not_registered,  ///< only a registered device checks in
};

/// A customer's devices. Every function is scoped by the customer in the statement itself.
/// Thread-safe; blocks on the database.
class Devices {
 public:
  virtual ~Devices() = default;
  virtual std::vector<Device> list(OrganisationId customer, const DeviceQuery& query,
                                   const ActiveWindow& window) = 0;
  /// The device before which `place` others stand in the list that a query without a page asks for.
  /// Of the filters, only state and who registered it may be set.
  virtual std::optional<Device> at(OrganisationId customer, const DeviceQuery& query,
                                   const ActiveWindow& window, std::int64_t place) = 0;
  virtual std::optional<Device> find(OrganisationId customer, RegistrationId id) = 0;
  virtual DeviceCounts counts(OrganisationId customer, const ActiveWindow& window,
                              std::optional<OrganisationId> registered_by = {}) = 0;

  virtual std::expected<void, DeviceRefusal> change(OrganisationId customer, RegistrationId id,
                                                    const DeviceChange& change) = 0;
  /// Marks each device as being removed, so that it is in no list any more, and says what it was:
  /// its claim is then released, and removed() tells that this was done. Both survive a crash. One
  /// result for each id.
  virtual std::vector<std::expected<Device, DeviceRefusal>> remove(
      OrganisationId customer, std::span<const RegistrationId> ids) = 0;
  std::expected<Device, DeviceRefusal> remove(OrganisationId customer, RegistrationId id) {
    return std::move(remove(customer, std::span(&id, 1)).front());
  }
  virtual void removed(OrganisationId customer, RegistrationId id) = 0;
  /// Those whose removal was cut short, of any customer; at most `limit`.
  virtual std::vector<Device> half_removed(std::size_t limit) = 0;

  /// True when the device enrolled with it.
  virtual std::expected<bool, DeviceRefusal> check_in(OrganisationId customer, RegistrationId id,
                                                      Time seen_at) = 0;
};

}  // namespace muster::registry
