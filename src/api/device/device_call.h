#pragma once
// What the calls of devices share: how they name themselves, when it is, and who may not guess.

#include <functional>
#include <optional>
#include <string>

#include "api/attempt.h"
#include "api/json_input.h"
#include "api/services.h"
#include "http/message.h"
#include "identity/device_identity.h"
#include "registry/device.h"

namespace muster::api::device {

/// The fields `manufacturer`, `model` and `serial_number`; notes what is wrong with them.
std::optional<identity::DeviceIdentity> read_identity(ObjectReader& input, InputErrors& errors);

/// A required field of that many bytes in lower-case hex.
void read_hex(ObjectReader& input, std::string_view name, std::span<std::uint8_t> bytes,
              InputErrors& errors);

/// The field `time`: milliseconds since 1970.
std::optional<registry::Time> read_time(ObjectReader& input, InputErrors& errors);

/// Whether a device's clock is near enough to ours.
bool is_near(registry::Time time, registry::Time now);
/// Throws Refusal `conflict` when the device's clock is too far from ours.
void require_near(Services& services, registry::Time time);

/// A registered device and its customer.
struct Known {
  registry::Device device;
  registry::Organisation customer;
};
/// The registration that owns this identity; the same work is done where there is none.
std::optional<Known> find_known(Services& services, const identity::DeviceIdentity& identity);

/// Answers with what `work` returns or refuses, with the fields of add_device_fields(). A network
/// whose requests of this `kind` are refused for want of a right one has to wait.
http::Response guarded(Services& services, std::string_view kind, const http::Request& request,
                       const std::function<http::Response()>& work);

/// Adds `Muster-Time`, which tells a device how wrong its clock is, and forbids keeping the answer.
void add_device_fields(Services& services, http::Response& response);

/// When to check in again, in seconds, with up to a tenth more or less, so that devices that were
/// switched on together do not stay together.
std::int64_t next_check_in(Services& services, std::chrono::milliseconds interval);
/// For this customer: check_in_interval, or a third of the age at which a device is Inactive.
std::chrono::milliseconds interval_of(Services& services, registry::OrganisationId customer);

}  // namespace muster::api::device
