#include "api/device/device_call.h"

#include <fmt/format.h>

#include <array>
#include <functional>

#include "api/operations.h"
#include "api/problems.h"
#include "identity/device_key.h"
#include "registry/enrolment.h"

namespace muster::api::device {
namespace {

using identity::DeviceIdentity;
using registry::Time;

std::string_view name_of(identity::IdentityError::Field field) {
  switch (field) {
    case identity::IdentityError::Field::manufacturer:
      return "manufacturer";
    case identity::IdentityError::Field::model:
      return "model";
    case identity::IdentityError::Field::serial_number:
      return "serial_number";
  }
  return "";
}

}  // namespace

std::optional<DeviceIdentity> read_identity(ObjectReader& input, InputErrors& errors) {
  const auto manufacturer = input.raw_text("manufacturer");
  const auto model = input.raw_text("model");
  const auto serial_number = input.raw_text("serial_number");
  const auto identity = DeviceIdentity::from(manufacturer.value_or(""), model.value_or(""),
                                             serial_number.value_or(""));
  if (identity) return *identity;
  errors.add(input.pointer_to(name_of(identity.error().field)), "not_a_value",
             "The value is missing, too long, or holds control characters.");
  return std::nullopt;
}

void read_hex(ObjectReader& input, std::string_view name, std::span<std::uint8_t> bytes,
              InputErrors& errors) {
  const auto text = input.raw_text(name);
  if (!text || !identity::from_hex(*text, bytes)) {
    errors.add(input.pointer_to(name), "not_hex",
               fmt::format("Give {} lower-case hexadecimal digits.", bytes.size() * 2));
  }
}

std::optional<Time> read_time(ObjectReader& input, InputErrors& errors) {
  constexpr std::int64_t end_of_times = 253'402'300'799'999;  // 9999-12-31
  const auto value = input.optional_integer("time", 1, end_of_times);
  if (!value && errors.empty()) {
    errors.add(input.pointer_to("time"), "missing", "Give `time`, in milliseconds since 1970.");
  }
  if (!value) return std::nullopt;
  return Time{std::chrono::milliseconds{*value}};
}

bool is_near(Time time, Time now) {
  return time <= now + registry::clock_tolerance && time >= now - registry::clock_tolerance;
}

void require_near(Services& services, Time time) {
  if (is_near(time, services.clock.now())) return;
  throw Refusal(ProblemCode::conflict,
                "The device's clock is more than five minutes from ours, which `Muster-Time` "
                "tells in milliseconds since 1970.");
}

std::optional<Known> find_known(Services& services, const DeviceIdentity& identity) {
  const std::array candidates = {registry::Candidate{
      .key = services.keyer.of(identity.manufacturer, identity.model, identity.serial_number),
      .manufacturer = identity.manufacturer,
      .model = identity.model,
      .serial_number = identity.serial_number,
      .registration = {},
      .vouched = true}};
  const auto findings = services.directory.look_up(candidates);
  // Looked up in any case: the time of the answer tells nothing.
  const auto claim = findings.front().claim.value_or(
      registry::Claim{registry::OrganisationId{1}, registry::RegistrationId{1}});
  auto device = services.devices.find(claim.customer, claim.registration);
  auto customer = services.organisations.find(claim.customer);
  if (!device || !customer) return std::nullopt;
  if (device->state != registry::StoredState::registered &&
      device->state != registry::StoredState::enrolled) {
    return std::nullopt;
  }
  return Known{.device = std::move(*device), .customer = std::move(*customer)};
}

http::Response guarded(Services& services, std::string_view kind, const http::Request& request,
                       const std::function<http::Response()>& work) {
  Attempt guess(services, network_subject(kind, request));
  guess.refuse_if_too_soon();
  http::Response response;
  try {
    response = work();
  } catch (const Refusal& refusal) {
    if (refusal.problem().status == 403 || refusal.problem().status == 401) {
      guess.failed();
    }
    response = http::to_response(refusal.problem(), request.request_id);
  }
  add_device_fields(services, response);
  return response;
}

void add_device_fields(Services& services, http::Response& response) {
  response.headers.set("Muster-Time",
                       std::to_string(services.clock.now().time_since_epoch().count()));
  response.headers.set("Cache-Control", "no-store");
}

std::int64_t next_check_in(Services& services, std::chrono::milliseconds interval) {
  std::uint32_t random = 0;
  services.random.fill(std::as_writable_bytes(std::span(&random, 1)));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(interval).count();
  const auto tenth = std::max<std::int64_t>(1, seconds / 10);
  return seconds - tenth + static_cast<std::int64_t>(random) % (2 * tenth + 1);
}

std::chrono::milliseconds interval_of(Services& services, registry::OrganisationId customer) {
  return std::min(registry::check_in_interval,
                  services.organisations.settings(customer).check_in_age / 3);
}

}  // namespace muster::api::device
